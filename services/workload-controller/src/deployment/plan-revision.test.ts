import { expect, test } from 'vitest';
import { annotationsOfCurrent, revisionOf } from './plan-revision.ts';
import { deploymentOf, setOf } from './rollout.fixture.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';

const old = [setOf('v1', { replicas: 0, annotations: { [REVISION]: '3' } })];
const deployment = deploymentOf();

test('a new ReplicaSet is of the revision after the newest', () => {
  expect(annotationsOfCurrent(deployment, {}, old)).toEqual({ [REVISION]: '4' });
  expect(annotationsOfCurrent(deployment, {}, [])).toEqual({ [REVISION]: '1' });
});

test('revisions are whole numbers of 64 bits', () => {
  const huge = [setOf('v1', { replicas: 0, annotations: { [REVISION]: '3546343826724305832' } })];
  expect(annotationsOfCurrent(deployment, {}, huge)).toEqual({ [REVISION]: '3546343826724305833' });
  expect(revisionOf({ annotations: { [REVISION]: '9223372036854775808' } })).toBeUndefined();
});

test('one that is gone back to is of a new revision, and remembers the one that it was', () => {
  const once = annotationsOfCurrent(deployment, { [REVISION]: '1' }, old);
  expect(once).toEqual({ [REVISION]: '4', [HISTORY]: '1' });
  const newer = [setOf('v2', { replicas: 0, annotations: { [REVISION]: '5' } })];
  expect(annotationsOfCurrent(deployment, once, newer)).toEqual({ [REVISION]: '6', [HISTORY]: '1,4' });
});

test('what it once was is forgotten where the list gets too long', () => {
  const long = { [REVISION]: '999', [HISTORY]: Array(500).fill('998').join(',') };
  const newer = [setOf('v2', { replicas: 0, annotations: { [REVISION]: '1000' } })];
  const history = annotationsOfCurrent(deployment, long, newer)[HISTORY] ?? '';
  expect(history.length).toBeLessThanOrEqual(2000);
  expect(history.endsWith(',998,999')).toBe(true);
});

test('a ReplicaSet has the annotations of its Deployment but for those that are its own', () => {
  const annotated = {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: { cause: 'edit', [REVISION]: '9' } },
  };
  expect(annotationsOfCurrent(annotated, { [REVISION]: '4', mine: 'x' }, old)).toEqual({
    [REVISION]: '4',
    mine: 'x',
    cause: 'edit',
  });
});

test('a revision that is no number stays as it is', () => {
  expect(revisionOf({ annotations: { [REVISION]: 'one' } })).toBeUndefined();
  expect(annotationsOfCurrent(deployment, { [REVISION]: 'one' }, old)[REVISION]).toBe('one');
});
