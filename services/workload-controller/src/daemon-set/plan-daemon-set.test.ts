import { expect, test } from 'vitest';
import type { DaemonPod } from './daemon-pod.ts';
import { countDaemons } from './daemon-status.ts';
import { type DaemonRules, type DaemonState, planDaemonSet } from './plan-daemon-set.ts';

const nowMs = Date.UTC(2026, 0, 1);
const both = { starts: true, stays: true };
const rules = (maxUnavailable = 1, maxSurge = 0): DaemonRules => ({
  minReadySeconds: 0,
  rolling: { maxUnavailable, maxSurge },
});

interface Wish {
  readonly isOld?: boolean;
  readonly phase?: string;
  readonly isReady?: boolean;
  readonly isGoing?: boolean;
  readonly isUnplaced?: boolean;
}

function pod(name: string, targetNode: string, { phase = 'Running', ...wish }: Wish = {}): DaemonPod {
  const deleted = wish.isGoing ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
  return {
    metadata: { name, uid: name, creationTimestamp: '2026-01-01T00:00:00Z', ...deleted },
    targetNode,
    nodeName: wish.isUnplaced ? '' : targetNode,
    phase,
    isUpToDate: !wish.isOld,
    isReady: wish.isReady ?? phase === 'Running',
    readySinceMs: nowMs - 60_000,
    restarts: 0,
    sidecarRestarts: 0,
    deletionCost: 0,
  };
}

const state = (
  pods: DaemonPod[],
  nodes: DaemonState['nodes'] = new Map(['a', 'b', 'c'].map((name) => [name, both])),
) => ({
  nodes,
  pods,
  patienceMs: () => 0,
  nowMs,
});

const plan = (wanted: DaemonRules, present: DaemonState): string[] =>
  planDaemonSet(wanted, present).steps.map((step) =>
    step.type === 'create' ? `+${step.nodeName}` : `-${step.pod.metadata.name ?? ''} ${step.why}`,
  );

const one = (name: string, wish: Wish = {}): DaemonPod => pod(`${name}1`, name, wish);

test('a node that fits gets a Pod, one that does not loses it, and one that merely tolerates it keeps it', () => {
  const nodes = new Map([
    ['a', both],
    ['b', { starts: false, stays: true }],
    ['c', { starts: false, stays: false }],
  ]);
  expect(plan(rules(), state([], nodes))).toEqual(['+a']);
  expect(plan(rules(), state([one('a'), one('b'), one('c')], nodes))).toEqual(['-c1 surplus']);
});

test('a Pod on its way out holds its place until it has gone', () => {
  expect(plan(rules(), state([one('a', { isGoing: true }), one('b'), one('c')]))).toEqual([]);
  expect(plan(rules(), state([one('a', { isGoing: true, phase: 'Failed' }), one('b'), one('c')]))).toEqual(['+a']);
});

test('of two Pods on a node the one that was there first stays', () => {
  const younger = pod('a2', 'a', { isUnplaced: true });
  expect(plan(rules(), state([younger, one('a'), one('b'), one('c')]))).toEqual(['-a2 surplus']);
});

test('a Pod that waits for a node which is gone is deleted; one that such a node has is not ours to delete', () => {
  const present = state([one('a'), one('b'), one('c'), pod('x1', 'x', { isUnplaced: true }), pod('y1', 'y')]);
  expect(plan(rules(), present)).toEqual(['-x1 surplus']);
});

test('a Pod that has ended goes, a failed one only after a while', () => {
  const present = state([one('a', { phase: 'Failed' }), one('b', { phase: 'Succeeded' }), one('c')]);
  expect(plan(rules(), present)).toEqual(['-a1 failed', '-b1 succeeded']);
  const patient = { ...present, patienceMs: () => 400 };
  expect(plan(rules(), patient)).toEqual(['-b1 succeeded']);
  expect(planDaemonSet(rules(), patient).againAfterMs).toBe(400);
});

const old = { isOld: true };

test('an update takes away as many Pods as may be missing, and all that serve nobody', () => {
  const present = state([one('a', old), one('b', old), one('c', old)]);
  expect(plan(rules(1), present)).toEqual(['-a1 surplus']);
  expect(plan(rules(2), present)).toEqual(['-a1 surplus', '-b1 surplus']);
  expect(plan(rules(1), state([one('a', { isReady: false }), one('b', old), one('c', old)]))).toEqual([]);
  expect(plan(rules(1), state([one('a', old), one('b', { ...old, isReady: false }), one('c', old)]))).toEqual([
    '-b1 surplus',
  ]);
  expect(plan({ ...rules(), rolling: undefined }, present)).toEqual([]);
});

test('with a surge a new Pod comes first, and the old one goes when that is there', () => {
  const surge = rules(0, 1);
  const [b, c] = [one('b', old), one('c', old)];
  expect(plan(surge, state([one('a', old), b, c]))).toEqual(['+a']);
  expect(plan(surge, state([one('a', old), pod('a2', 'a', { isReady: false }), b, c]))).toEqual([]);
  expect(plan(surge, state([one('a', old), pod('a2', 'a'), b, c]))).toEqual(['-a1 surplus']);
  expect(plan(surge, state([pod('a2', 'a'), b, c]))).toEqual(['+b']);
  expect(plan(surge, state([pod('a2', 'a', { isReady: false }), one('b', { ...old, isReady: false }), c]))).toEqual([
    '+b',
    '+c',
  ]);
});

test('of each node its first Pod counts', () => {
  const nodes = new Map([
    ['a', both],
    ['b', both],
    ['c', { starts: false, stays: true }],
  ]);
  const pods = [one('a'), pod('a2', 'a', { isReady: false }), one('b', { ...old, isReady: false }), one('c')];
  expect(countDaemons({ minReadySeconds: 0 }, { nodes, pods, nowMs })).toEqual({
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    numberMisscheduled: 1,
    numberReady: 1,
    numberAvailable: 1,
    numberUnavailable: 1,
    updatedNumberScheduled: 1,
  });
});
