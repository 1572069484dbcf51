import { expect, test } from 'vitest';
import { addDefaultTolerations, assignServiceAccount } from './admission.ts';
import { writtenPod } from './pod.fixture.ts';

function toleration(key: string): object {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
}

const [notReady, unreachable] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

test('a Pod outlives five minutes of a failed node', () => {
  const pod = writtenPod();
  addDefaultTolerations(pod);
  expect(pod.spec?.tolerations).toEqual([toleration(notReady), toleration(unreachable)]);
});

test('what a Pod tolerates by itself is left as it is', () => {
  const own = { key: notReady, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
  const pod = writtenPod({ tolerations: [own] });
  addDefaultTolerations(pod);
  expect(pod.spec?.tolerations).toEqual([own, toleration(unreachable)]);
  const all = writtenPod({ tolerations: [{ operator: 'Exists' }] });
  addDefaultTolerations(all);
  expect(all.spec?.tolerations).toEqual([{ operator: 'Exists' }]);
});

test('a Pod without a service account gets the default one, under both names', () => {
  const pod = writtenPod();
  assignServiceAccount(pod);
  expect(pod.spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' });
});
