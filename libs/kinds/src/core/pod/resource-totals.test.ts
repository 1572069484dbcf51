import { formatQuantity } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { podRequests } from './resource-totals.ts';

function asking(
  name: string,
  cpu: string,
  restartPolicy?: string,
): { name: string; restartPolicy?: string; resources: { requests: { cpu: string } } } {
  return { name, ...(restartPolicy === undefined ? {} : { restartPolicy }), resources: { requests: { cpu } } };
}

function cpuOf(spec: Parameters<typeof podRequests>[0]): string {
  const cpu = podRequests(spec).get('cpu');
  return cpu === undefined ? '' : formatQuantity(cpu);
}

test('containers add up', () => {
  expect(cpuOf({ containers: [asking('a', '100m'), asking('b', '200m')] })).toBe('300m');
});

test('init containers run one after another, so the greediest counts', () => {
  const initContainers = [asking('first', '500m'), asking('second', '400m')];
  expect(cpuOf({ containers: [asking('a', '100m')], initContainers })).toBe('500m');
});

test('a sidecar runs beside all that follow it', () => {
  const initContainers = [asking('sidecar', '100m', 'Always'), asking('setup', '500m')];
  expect(cpuOf({ containers: [asking('a', '200m')], initContainers })).toBe('600m');
  expect(cpuOf({ containers: [asking('a', '900m')], initContainers })).toBe('1');
});

test('overhead comes on top, and what the Pod itself asks stands for its containers', () => {
  expect(
    cpuOf({ containers: [asking('a', '200m')], resources: { requests: { cpu: '1' } }, overhead: { cpu: '50m' } }),
  ).toBe('1050m');
});
