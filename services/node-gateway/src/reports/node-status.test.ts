import { expect, test } from 'vitest';
import { mergeNodeStatus } from './node-status.ts';

test('conditions and resources that others added to a Node stay', () => {
  const present = {
    capacity: { cpu: '1', 'example.org/gpu': '2' },
    allocatable: { cpu: '1', 'example.org/gpu': '2' },
    conditions: [
      { type: 'NetworkUnavailable', status: 'False' },
      { type: 'Ready', status: 'Unknown' },
    ],
    volumesAttached: [],
  };
  const reported = {
    capacity: { cpu: '4' },
    allocatable: { cpu: '3' },
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'DiskPressure', status: 'False' },
    ],
  };
  expect(mergeNodeStatus(present, reported)).toEqual({
    capacity: { cpu: '4', 'example.org/gpu': '2' },
    allocatable: { cpu: '3', 'example.org/gpu': '2' },
    conditions: [
      { type: 'NetworkUnavailable', status: 'False' },
      { type: 'Ready', status: 'True' },
      { type: 'DiskPressure', status: 'False' },
    ],
    volumesAttached: [],
  });
});
