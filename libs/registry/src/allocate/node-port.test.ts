import { expect, test } from 'vitest';
import { checkNodePort, claimGuard, createPortChooser, releaseGuard } from './node-port.ts';

const claim = (port: number, isRequested = true) => ({ port, field: 'spec.ports[0].nodePort', isRequested });

test('each call chooses another port, none that is taken, until all are', () => {
  const choose = createPortChooser(new Set([30_000, 31_000]), () => 0.5);
  const chosen = Array.from({ length: 2766 }, choose);
  expect(new Set(chosen).size).toBe(2766);
  expect(chosen.filter((port) => port < 30_000 || port > 32_767 || port === 30_000 || port === 31_000)).toEqual([]);
  expect(choose).toThrow('failed to allocate a nodePort: range is full');
});

test.each([29_999, 32_768])('%i is out of range', (port) => {
  expect(() => checkNodePort('web', claim(port))).toThrow(
    'provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
});

test('a port is one Service’s: taken once, and given back', () => {
  expect(claimGuard('web', claim(30_001)).guard).toMatchObject({ counter: 'nodePort/30001', add: 1, limit: 1 });
  expect(releaseGuard(30_001).guard).toMatchObject({ counter: 'nodePort/30001', add: -1 });
});

test('only who asked for a port is refused when it is taken', () => {
  expect(claimGuard('web', claim(30_001)).refusal?.message).toBe(
    'Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated',
  );
  expect(claimGuard('web', claim(30_001, false)).refusal).toBeUndefined();
});
