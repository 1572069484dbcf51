import { expect, test } from 'vitest';
import { nodeOf, podOf } from '../fixtures/objects.ts';
import { ClusterState } from './cluster-state.ts';

const cpu = (state: ClusterState, name: string): number | undefined =>
  state
    .nodes()
    .find(({ node }) => node.name === name)
    ?.requested.get('cpu');

const withCpu = (name: string, nodeName: string, amount = '1') => podOf({ name, nodeName, requests: { cpu: amount } });

test('an assumed Pod counts until it is forgotten, and once when the caches show it', () => {
  const state = new ClusterState();
  state.putNode(nodeOf({ name: 'a' }));
  const pod = withCpu('p', '');
  state.assume(pod, 'a');
  expect(cpu(state, 'a')).toBe(1000);
  expect(state.isAssumed(pod)).toBe(true);
  state.forget(pod);
  expect(cpu(state, 'a')).toBe(0);
  state.assume(pod, 'a');
  state.putPod(withCpu('p', 'a'));
  expect(state.isAssumed(pod)).toBe(false);
  state.forget(pod);
  expect(cpu(state, 'a')).toBe(1000);
});

test('a Pod that was assumed on one node and bound by another scheduler elsewhere counts there only', () => {
  const state = new ClusterState();
  for (const name of ['a', 'b']) state.putNode(nodeOf({ name }));
  state.assume(withCpu('p', ''), 'a');
  state.putPod(withCpu('p', 'b'));
  expect(cpu(state, 'a')).toBe(0);
  expect(cpu(state, 'b')).toBe(1000);
});

test('Pods are counted for a node that comes after them, and again when it comes back', () => {
  const state = new ClusterState();
  state.putPod(withCpu('p', 'late'));
  state.putNode(nodeOf({ name: 'late' }));
  expect(cpu(state, 'late')).toBe(1000);
  state.removeNode('late');
  expect(state.nodes()).toEqual([]);
  state.putPod(withCpu('q', 'late'));
  state.removePod('default/p');
  state.putNode(nodeOf({ name: 'late' }));
  expect(cpu(state, 'late')).toBe(1000);
});

test('finished Pods take nothing', () => {
  const state = new ClusterState();
  state.putNode(nodeOf({ name: 'a' }));
  state.putPod(withCpu('p', 'a'));
  expect(state.putPod({ ...withCpu('p', 'a'), isFinished: true })).toBe(true);
  expect(cpu(state, 'a')).toBe(0);
});

test('only what may let another Pod in says so', () => {
  const state = new ClusterState();
  expect(state.putNode(nodeOf({ name: 'a' }))).toBe(true);
  expect(state.putNode(nodeOf({ name: 'a' }))).toBe(false);
  expect(state.putNode(nodeOf({ name: 'a', labels: { disk: 'ssd' } }))).toBe(true);
  expect(state.putPod(withCpu('p', 'a'))).toBe(false);
  expect(state.putPod(withCpu('p', 'a'))).toBe(false);
  expect(state.putPod(withCpu('p', 'a', '500m'))).toBe(true);
  expect(state.removePod('default/p')).toBe(true);
  expect(state.removePod('default/p')).toBe(false);
});

test('whatever comes and goes, the sums are those of the Pods that are there', () => {
  const state = new ClusterState();
  for (const name of ['a', 'b']) state.putNode(nodeOf({ name }));
  const there = new Map<string, { node: string; cpu: number }>();
  let seed = 12345;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let step = 0; step < 2000; step++) {
    const name = `p${random(20)}`;
    const node = random(2) === 0 ? 'a' : 'b';
    const amount = random(1000);
    if (random(3) === 0) {
      state.removePod(`default/${name}`);
      there.delete(name);
    } else {
      state.putPod(withCpu(name, node, `${amount}m`));
      there.set(name, { node, cpu: amount });
    }
  }
  for (const name of ['a', 'b']) {
    const wanted = [...there.values()].filter(({ node }) => node === name).reduce((sum, each) => sum + each.cpu, 0);
    expect(cpu(state, name)).toBe(wanted);
  }
});
