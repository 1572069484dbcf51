import { expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from './logger.ts';

function recorded(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const logger = createLogger({ write: (line) => lines.push(line), now: () => new Date(0), ...options });
  return { logger, parsed: () => lines.map((line) => JSON.parse(line)) };
}

test('a line holds time, level, message, the logger’s fields and its own', () => {
  const { logger, parsed } = recorded({ fields: { service: 'relay' } });
  logger.with({ shard: 2 }).info('published', { count: 3 });
  expect(parsed()).toEqual([
    { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'published', service: 'relay', shard: 2, count: 3 },
  ]);
});

test('lines quieter than the level are left out', () => {
  const { logger, parsed } = recorded({ level: 'warn' });
  logger.debug('one');
  logger.info('two');
  logger.warn('three');
  logger.error('four');
  expect(parsed().map((line) => line.message)).toEqual(['three', 'four']);
});

test('an error is written with its message, own fields, stack and cause', () => {
  const { logger, parsed } = recorded();
  const error = Object.assign(new Error('no answer', { cause: new Error('refused') }), { remedy: 'retry' });
  logger.error('cannot read', { error });
  expect(parsed()[0].error).toMatchObject({ message: 'no answer', remedy: 'retry', cause: { message: 'refused' } });
  expect(parsed()[0].error.stack).toContain('logger.test.ts');
});

test('fields that JSON cannot hold do not lose the message', () => {
  const { logger, parsed } = recorded();
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  logger.warn('looped', { loop });
  logger.warn('large', { revision: 2n ** 60n });
  expect(parsed()[0]).toMatchObject({ message: 'looped', unwritableFields: expect.stringContaining('circular') });
  expect(parsed()[1]).toMatchObject({ message: 'large', revision: '1152921504606846976' });
});
