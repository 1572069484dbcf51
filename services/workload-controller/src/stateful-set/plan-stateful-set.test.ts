import { expect, test } from 'vitest';
import {
  planStatefulSet,
  type RollingRules,
  type StatefulPod,
  type StatefulRules,
  type StatefulState,
} from './plan-stateful-set.ts';
import { countStateful } from './stateful-status.ts';

const nowMs = Date.UTC(2026, 0, 1);
const anyRolling: RollingRules = { partition: 0, maxUnavailable: undefined };
const rules = (some: Partial<StatefulRules> = {}): StatefulRules => ({
  replicas: 3,
  start: 0,
  isParallel: false,
  minReadySeconds: 0,
  rolling: anyRolling,
  ...some,
});

interface Wish {
  readonly revision?: string;
  readonly phase?: string;
  readonly isReady?: boolean;
  readonly isGoing?: boolean;
  readonly readySinceMs?: number;
}

function pod(ordinal: number, { revision = 'a', phase = 'Running', ...wish }: Wish = {}): StatefulPod {
  const deleted = wish.isGoing ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
  return {
    metadata: { namespace: 'default', name: `web-${ordinal}`, uid: `${ordinal}`, ...deleted },
    ordinal,
    revision,
    phase,
    nodeName: 'n',
    isReady: wish.isReady ?? phase === 'Running',
    readySinceMs: wish.readySinceMs ?? nowMs - 60_000,
    restarts: 0,
    sidecarRestarts: 0,
    deletionCost: 0,
  };
}

const state = (pods: StatefulPod[], some: Partial<StatefulState> = {}): StatefulState => ({
  pods,
  current: 'a',
  update: 'a',
  isHeld: () => false,
  nowMs,
  ...some,
});

const plan = (wanted: StatefulRules, present: StatefulState): string[] =>
  planStatefulSet(wanted, present).map((step) =>
    step.type === 'create' ? `+${step.ordinal}${step.revision}` : `-${step.pod.ordinal}`,
  );

test('in order, one Pod is made at a time, when all before it are available', () => {
  expect(plan(rules(), state([]))).toEqual(['+0a']);
  expect(plan(rules(), state([pod(0, { isReady: false })]))).toEqual([]);
  expect(plan(rules(), state([pod(0)]))).toEqual(['+1a']);
  expect(plan(rules({ minReadySeconds: 10 }), state([pod(0, { readySinceMs: nowMs - 9_999 })]))).toEqual([]);
  expect(plan(rules({ minReadySeconds: 10 }), state([pod(0, { readySinceMs: nowMs - 10_000 })]))).toEqual(['+1a']);
});

test('in parallel all are made at once, and surplus ones go at once', () => {
  expect(plan(rules({ isParallel: true, start: 4 }), state([pod(5)]))).toEqual(['+4a', '+6a']);
  const many = [pod(0), pod(1), pod(2, { isReady: false }), pod(3)];
  expect(plan(rules({ isParallel: true, replicas: 1 }), state(many))).toEqual(['-3', '-2', '-1']);
});

test('a number whose claim is still about to go waits for it', () => {
  const held = { isHeld: (ordinal: number) => ordinal === 0 };
  expect(plan(rules(), state([], held))).toEqual([]);
  expect(plan(rules({ isParallel: true }), state([], held))).toEqual(['+1a', '+2a']);
});

test('a Pod that has ended is deleted, and made again when it has gone', () => {
  const ended = ['Failed', 'Succeeded'].map((phase) => pod(1, { phase }));
  for (const each of ended) expect(plan(rules(), state([pod(0), each, pod(2)]))).toEqual(['-1']);
  expect(plan(rules(), state([pod(0), pod(1, { phase: 'Failed', isGoing: true }), pod(2)]))).toEqual([]);
  expect(plan(rules(), state([pod(0), pod(2)]))).toEqual(['+1a']);
});

test('the last of those that are too many goes first, one at a time, when the others are well', () => {
  const one = rules({ replicas: 1 });
  expect(plan(one, state([pod(0), pod(1), pod(2)]))).toEqual(['-2']);
  expect(plan(one, state([pod(0), pod(1), pod(2, { isGoing: true })]))).toEqual([]);
  expect(plan(one, state([pod(0, { isReady: false }), pod(1)]))).toEqual([]);
  expect(plan(one, state([pod(0), pod(1, { isReady: false }), pod(2, { isReady: false })]))).toEqual([]);
  expect(plan(one, state([pod(0), pod(1), pod(2, { isReady: false })]))).toEqual(['-2']);
});

test('an update replaces the last Pod first and waits for it, down to the partition', () => {
  const to = (pods: StatefulPod[]) => state(pods, { update: 'b' });
  const b = { revision: 'b' };
  expect(plan(rules(), to([pod(0), pod(1), pod(2)]))).toEqual(['-2']);
  expect(plan(rules(), to([pod(0), pod(1)]))).toEqual(['+2b']);
  expect(plan(rules(), to([pod(0), pod(1), pod(2, { ...b, isReady: false })]))).toEqual([]);
  expect(plan(rules(), to([pod(0), pod(1), pod(2, b)]))).toEqual(['-1']);
  const partition = rules({ rolling: { partition: 2, maxUnavailable: undefined } });
  expect(plan(partition, to([pod(0), pod(1), pod(2, b)]))).toEqual([]);
  expect(plan(partition, to([pod(0), pod(2, b)]))).toEqual(['+1a']);
  expect(plan(rules({ rolling: undefined }), to([pod(0), pod(1), pod(2)]))).toEqual([]);
});

test('an update replaces as many at once as may be missing, counting those that are', () => {
  const two = rules({ replicas: 4, rolling: { partition: 0, maxUnavailable: 2 }, isParallel: true });
  const to = (pods: StatefulPod[]) => state(pods, { update: 'b' });
  expect(plan(two, to([0, 1, 2, 3].map((ordinal) => pod(ordinal))))).toEqual(['-3', '-2']);
  expect(plan(two, to([pod(0), pod(1), pod(2), pod(3, { isGoing: true })]))).toEqual(['-2']);
  expect(plan(two, to([pod(0), pod(1, { isReady: false }), pod(2), pod(3, { isGoing: true })]))).toEqual([]);
});

test('an update is through when all Pods that are wanted are ready with it', () => {
  const to = (pods: StatefulPod[]) => state(pods, { update: 'b' });
  const b = { revision: 'b' };
  const half = countStateful(rules(), to([pod(0), pod(1, b), pod(2, { ...b, isReady: false })]));
  expect(half).toEqual({
    replicas: 3,
    readyReplicas: 2,
    availableReplicas: 2,
    currentReplicas: 1,
    updatedReplicas: 2,
    currentRevision: 'a',
    updateRevision: 'b',
  });
  const all = to([pod(0, b), pod(1, b), pod(2, b)]);
  expect(countStateful(rules(), all)).toMatchObject({ currentRevision: 'b', currentReplicas: 3 });
  expect(countStateful(rules({ rolling: undefined }), all)).toMatchObject({ currentRevision: 'a', currentReplicas: 0 });
});
