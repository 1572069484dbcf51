import { expect, test } from 'vitest';
import { podOf, running } from '../fixtures/objects.ts';
import { outcomeOf, reasonsIn } from '../fixtures/outcome.ts';
import type { RunningNode } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { schedule } from './schedule.ts';

const why = (pod: SchedulingPod, ...nodes: RunningNode[]): string => outcomeOf(pod, nodes);

const reasons = (pod: SchedulingPod, ...nodes: RunningNode[]): string => reasonsIn(outcomeOf(pod, nodes));

test('without nodes it says so', () => {
  expect(why(podOf())).toBe('no nodes available to schedule pods');
});

test('the reasons of all nodes are counted and sorted as text', () => {
  const pod = podOf({ requests: { cpu: '1', memory: '2Gi' } });
  const small = running({ name: 'small', allocatable: { cpu: '500m' } });
  const full = running({ name: 'full' }, { name: 'other', requests: { memory: '7Gi' } });
  const tainted = running({ name: 'tainted', taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] });
  expect(why(pod, small, full, tainted)).toBe(
    '0/3 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 node(s) had untolerated taint(s). ' +
      'no new claims to deallocate, preemption: 0/3 nodes are available: ' +
      '1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
  );
});

test('a Pod that may not preempt is told that', () => {
  const message = why(podOf({ preemptionPolicy: 'Never', requests: { cpu: '8' } }), running({}));
  expect(message).toMatch(/preemption: not eligible due to preemptionPolicy=Never\.$/);
});

test('one node may lack several resources at once, also ones of its own kind', () => {
  const pod = podOf({ requests: { cpu: '8', memory: '16Gi', 'ephemeral-storage': '1Ti', 'example.org/gpu': '1' } });
  expect(reasons(pod, running({}))).toBe(
    '1 Insufficient cpu, 1 Insufficient ephemeral-storage, 1 Insufficient example.org/gpu, 1 Insufficient memory',
  );
});

test('a node takes no more Pods than it allows, whatever they ask for', () => {
  const full = running({ allocatable: { pods: '1' } }, { name: 'other' });
  expect(reasons(podOf(), full)).toBe('1 Too many pods');
});

test('a Pod fits exactly what is left', () => {
  const node = running({ name: 'node' }, { name: 'other', requests: { cpu: '3500m' } });
  expect(why(podOf({ requests: { cpu: '500m' } }), node)).toBe('placed on node');
  expect(reasons(podOf({ requests: { cpu: '501m' } }), node)).toBe('1 Insufficient cpu');
});

test('a cordoned node takes only Pods that tolerate it', () => {
  const cordoned = running({
    unschedulable: true,
    taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
  });
  expect(reasons(podOf(), cordoned)).toBe('1 node(s) were unschedulable');
  const tolerant = podOf({ tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] });
  expect(why(tolerant, cordoned)).toBe('placed on node');
});

test('a taint is tolerated by key, value and effect, or by a toleration of everything', () => {
  const node = running({ taints: [{ key: 'team', value: 'red', effect: 'NoExecute' }] });
  const outcome = (toleration: object): string => reasons(podOf({ tolerations: [toleration] }), node);
  const refused = '1 node(s) had untolerated taint(s)';
  expect(outcome({ key: 'team', value: 'red' })).toBe('placed on node');
  expect(outcome({ key: 'team', operator: 'Exists', effect: 'NoExecute' })).toBe('placed on node');
  expect(outcome({ operator: 'Exists' })).toBe('placed on node');
  expect(outcome({ key: 'team', value: 'blue' })).toBe(refused);
  expect(outcome({ key: 'team', value: 'red', effect: 'NoSchedule' })).toBe(refused);
});

test('a node selector and the required terms of an affinity must hold', () => {
  const node = running({ labels: { disk: 'ssd', rack: '7' } });
  const refused = "1 node(s) didn't match Pod's node affinity/selector";
  const required = (...terms: object[]) => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
  });
  const expression = (key: string, operator: string, ...values: string[]) => ({
    matchExpressions: [{ key, operator, values }],
  });
  expect(reasons(podOf({ nodeSelector: { disk: 'hdd' } }), node)).toBe(refused);
  expect(why(podOf({ nodeSelector: { disk: 'ssd' } }), node)).toBe('placed on node');
  expect(why(podOf(required(expression('disk', 'In', 'hdd', 'ssd'))), node)).toBe('placed on node');
  expect(why(podOf(required(expression('gpu', 'Exists'), expression('rack', 'Gt', '6'))), node)).toBe('placed on node');
  expect(reasons(podOf(required(expression('rack', 'Lt', '7'))), node)).toBe(refused);
  expect(reasons(podOf(required({})), node)).toBe(refused);
  const byName = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node'] }] };
  expect(why(podOf(required(byName)), node)).toBe('placed on node');
});

test('a port of the node goes to one Pod only', () => {
  const node = running({}, { name: 'other', hostPort: 8080 });
  expect(reasons(podOf({ hostPort: 8080 }), node)).toBe("1 node(s) didn't have free ports for the requested pod ports");
  expect(why(podOf({ hostPort: 8081 }), node)).toBe('placed on node');
});

test('Pods go where most is left, also those that ask for nothing', () => {
  const busy = running({ name: 'busy' }, { name: 'a', requests: { cpu: '3', memory: '1Gi' } });
  const quiet = running({ name: 'quiet' }, { name: 'b' });
  const idle = running({ name: 'idle' });
  expect(why(podOf({ requests: { cpu: '500m' } }), busy, quiet, idle)).toBe('placed on idle');
  expect(why(podOf(), busy, quiet)).toBe('placed on quiet');
});

test('nodes that rather not, and terms that are preferred, count beside what is left', () => {
  const wary = running({ name: 'wary', taints: [{ key: 'k', effect: 'PreferNoSchedule' }] });
  const fast = running({ name: 'fast', labels: { disk: 'ssd' } }, { name: 'a', requests: { cpu: '1' } });
  expect(why(podOf(), wary, fast)).toBe('placed on fast');
  const preference = { matchExpressions: [{ key: 'disk', operator: 'Exists' }] };
  const preferring = podOf({
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference }] } },
  });
  expect(why(preferring, running({ name: 'idle' }), fast)).toBe('placed on fast');
});

test('of equal nodes one is drawn', () => {
  const nodes = ['a', 'b', 'c', 'd'].map((name) => running({ name }));
  const drawn = [0, 0.25, 0.5, 0.999].map((random) => schedule(podOf(), nodes, { random: () => random }));
  expect(drawn.map((decision) => decision.type === 'place' && decision.node)).toEqual(['a', 'b', 'c', 'd']);
});

test('a hundred Pods on ten equal nodes end up ten on each', () => {
  const nodes = Array.from({ length: 10 }, (_, index) => running({ name: `n${index}` }));
  for (let index = 0; index < 100; index++) {
    const pod = podOf({ name: `p${index}`, requests: { cpu: '100m', memory: '100Mi' } });
    const decision = schedule(pod, nodes, { random: () => ((index * 7919) / 1000) % 1 });
    nodes.find(({ node }) => decision.type === 'place' && node.name === decision.node)?.put(pod);
  }
  expect(nodes.map(({ pods }) => pods.size)).toEqual(nodes.map(() => 10));
});
