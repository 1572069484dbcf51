import { expect, test } from 'vitest';
import { Correlator } from './correlator.ts';
import type { Occurrence } from './event-key.ts';

const about = (message: string, name = 'hello'): Occurrence => ({
  regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name, uid: name },
  type: 'Warning',
  reason: 'Failed',
  message,
});

test('repeats have one key, other messages and other objects their own', () => {
  const correlator = new Correlator();
  const keys = [about('x'), about('x'), about('y'), about('x', 'other')].map(
    (each) => correlator.correlate(each, 0)?.key,
  );
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
});

test('from the tenth different message on, similar Events are told as one', () => {
  const correlator = new Correlator();
  const told = Array.from({ length: 12 }, (_, index) => correlator.correlate(about(`try ${index}`), index * 1000));
  expect(told[8]?.message).toBe('try 8');
  expect(told[9]?.message).toBe('(combined from similar events): try 9');
  expect(told[11]?.key).toBe(told[9]?.key);
});

test('similar Events are told apart again after ten quiet minutes', () => {
  const correlator = new Correlator();
  for (let index = 0; index < 12; index++) correlator.correlate(about(`try ${index}`), index);
  expect(correlator.correlate(about('again'), 700_000)?.message).toBe('again');
});

test('an object has 25 Events at once and then one in five minutes', () => {
  const correlator = new Correlator();
  const tell = (nowMs: number, name?: string) => correlator.correlate(about('x', name), nowMs) !== undefined;
  const told = Array.from({ length: 40 }, () => tell(0)).filter(Boolean);
  expect(told).toHaveLength(25);
  expect(tell(299_000)).toBe(false);
  expect(tell(300_000)).toBe(true);
  expect(tell(300_000)).toBe(false);
  expect(tell(300_000, 'other')).toBe(true);
});
