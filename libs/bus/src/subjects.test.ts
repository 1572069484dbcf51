import { describe, expect, it } from 'vitest';
import { nameOf, parseStreamName, streamName, tokenOf } from './subjects.ts';

describe('a token', () => {
  it.each(['worker-1', 'worker-1.example.com', 'a_b', 'ünïcode', '*', '>', 'a b', ''])(
    'of %o is one and tells it',
    (name) => {
      expect(tokenOf(name)).toMatch(/^[\w-]*$/);
      expect(nameOf(tokenOf(name))).toBe(name);
    },
  );

  it('differs for names that differ', () => {
    expect(tokenOf('a.b')).not.toBe(tokenOf('a-b'));
    expect(tokenOf('a_2eb')).not.toBe(tokenOf('a.b'));
  });
});

it('names a stream so that epoch and base can be read from it', () => {
  expect(parseStreamName(streamName({ epoch: 7, base: 1048576 }))).toEqual({ epoch: 7, base: 1048576 });
  expect(parseStreamName('KV_other')).toBeUndefined();
});
