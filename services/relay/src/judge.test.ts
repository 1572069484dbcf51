import { describe, expect, it } from 'vitest';
import { judge, type Observation } from './judge.ts';

const epoch = { number: 2, base: 100, streamMade: true };
const stream = { epoch: 2, base: 100, first: 101, last: 150 };

const observed = (changes: Partial<Observation> = {}): Observation => ({
  redis: { revision: 150, epoch },
  streams: [stream],
  nextInOutbox: undefined,
  tailsAgree: true,
  ...changes,
});

describe('what Redis and NATS hold', () => {
  it('lets the relay go on where both agree', () => {
    expect(judge(observed())).toEqual({ act: 'relay', stream: { epoch: 2, base: 100 }, after: 150 });
  });

  it('lets the relay go on where the outbox has what the stream lacks', () => {
    expect(judge(observed({ redis: { revision: 160, epoch }, nextInOutbox: 151 }))).toMatchObject({
      act: 'relay',
      after: 150,
    });
  });

  it('begins with the first epoch where both are empty', () => {
    expect(judge(observed({ redis: { revision: 0 }, streams: [] }))).toMatchObject({
      act: 'begin-epoch',
      ending: 0,
      number: 1,
      above: 0,
      raise: 0,
    });
  });

  it('has the stream made that an epoch began with', () => {
    const begun = { number: 2, base: 100, streamMade: false };
    expect(judge(observed({ redis: { revision: 120, epoch: begun }, streams: [] }))).toMatchObject({
      act: 'make-stream',
      stream: { epoch: 2, base: 100 },
    });
  });

  it('has repeated what Redis lost', () => {
    expect(judge(observed({ redis: { revision: 140, epoch } }))).toEqual({
      act: 'roll-forward',
      stream: { epoch: 2, base: 100 },
      from: 141,
      to: 150,
    });
  });
});

describe('a new epoch begins, far above all that was ever handed out,', () => {
  const next = { act: 'begin-epoch', ending: 2, number: 3, above: 150, raise: 2 ** 20 };

  it.each<[string, Partial<Observation>, object]>([
    ['where the stream is gone', { streams: [] }, { ...next, above: 0 }],
    ['where Redis forgot its epoch', { redis: { revision: 0 } }, { ...next, ending: 0 }],
    [
      'where NATS has a newer one',
      { streams: [stream, { epoch: 7, base: 5000, first: 5001, last: 5005 }] },
      { ...next, number: 8, above: 5005 },
    ],
    ['where the stream has another base', { streams: [{ ...stream, base: 90 }] }, next],
    [
      'where Redis lost more than the stream still holds',
      { redis: { revision: 110, epoch }, streams: [{ ...stream, first: 120 }] },
      next,
    ],
    ['where the stream lost more than the outbox holds', { redis: { revision: 200, epoch }, nextInOutbox: 160 }, next],
    ['where the outbox holds nothing to go on with', { redis: { revision: 200, epoch } }, next],
    ['where the stream ends with another commit than the outbox', { tailsAgree: false }, next],
  ])('%s', (_, changes, verdict) => {
    expect(judge(observed(changes))).toMatchObject(verdict);
  });
});
