import { expect, test } from 'vitest';
import { deletionFinalizers } from './propagation.ts';

test.each([
  ['Foreground', [], ['foregroundDeletion']],
  ['Orphan', ['mine', 'foregroundDeletion'], ['mine', 'orphan']],
  ['Background', ['orphan', 'mine'], ['mine']],
  [undefined, ['orphan'], ['orphan']],
  [undefined, ['foregroundDeletion'], ['foregroundDeletion']],
  [undefined, ['mine'], ['mine']],
] as const)('policy %s makes of %j %j', (policy, before, after) => {
  expect(deletionFinalizers({}, before, policy)).toEqual(after);
});

test('some kinds orphan their dependents where nobody says otherwise', () => {
  expect(deletionFinalizers({ orphansDependents: true }, [], undefined)).toEqual(['orphan']);
  expect(deletionFinalizers({ orphansDependents: true }, [], 'Background')).toEqual([]);
});
