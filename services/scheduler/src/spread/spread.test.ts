import type { TopologySpreadConstraint } from '@flotilla/kinds/core/v1';
import { createLabelMatcher } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { type NodeTraits, type PodWishes, podOf, running } from '../fixtures/objects.ts';
import { outcomeOf, reasonsIn } from '../fixtures/outcome.ts';
import type { RunningNode } from '../node/node-info.ts';
import { noSurroundings, type Surroundings } from '../surroundings/surroundings.ts';

const app = { app: 'web' };
const refused = "node(s) didn't match pod topology spread constraints";

const constraint = (fields: Partial<TopologySpreadConstraint> = {}): TopologySpreadConstraint => ({
  topologyKey: 'zone',
  maxSkew: 1,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: app },
  ...fields,
});

const spreadPod = (fields?: Partial<TopologySpreadConstraint>, wishes: PodWishes = {}) =>
  podOf({ labels: app, topologySpreadConstraints: [constraint(fields)], ...wishes });

/** A node of a zone with so many Pods of the application, each of which asks for nothing. */
function zoned(name: string, zone: string | undefined, count: number, traits: NodeTraits = {}): RunningNode {
  const labels = { 'kubernetes.io/hostname': name, ...(zone === undefined ? {} : { zone }), ...traits.labels };
  const pods = Array.from({ length: count }, (_, index) => ({ name: `${name}-${index}`, labels: app }));
  return running({ ...traits, name, labels }, ...pods);
}

test('a Pod goes where its domain has not more than maxSkew over the emptiest', () => {
  const nodes = [zoned('n1', 'a', 1), zoned('n2', 'a', 1), zoned('n3', 'b', 1), zoned('n4', 'b', 0)];
  expect(outcomeOf(spreadPod(), nodes)).toMatch(/^placed on n[34]$/);
  const hosts = [zoned('n1', 'a', 2), zoned('n2', 'a', 1), zoned('n3', 'b', 1)];
  expect(reasonsIn(outcomeOf(spreadPod(), hosts.slice(0, 2)))).toMatch(/^placed/);
  const pinned = spreadPod({ nodeAffinityPolicy: 'Ignore' }, { nodeSelector: { zone: 'a' } });
  expect(reasonsIn(outcomeOf(pinned, hosts))).toBe(`1 node(s) didn't match Pod's node affinity/selector, 2 ${refused}`);
  const looser = spreadPod({ nodeAffinityPolicy: 'Ignore', maxSkew: 3 }, { nodeSelector: { zone: 'a' } });
  expect(outcomeOf(looser, hosts)).toBe('placed on n2');
});

test('only nodes that the Pod may go to count, unless the policy says otherwise', () => {
  const nodes = [zoned('n1', 'a', 2), zoned('n2', 'b', 2), zoned('n3', 'c', 0, { labels: { disk: 'hdd' } })];
  const affinity = { nodeSelector: { disk: 'ssd' } };
  for (const info of nodes.slice(0, 2)) info.node = { ...info.node, labels: { ...info.node.labels, disk: 'ssd' } };
  expect(outcomeOf(spreadPod({}, affinity), nodes)).toBe('placed on n1');
  expect(reasonsIn(outcomeOf(spreadPod({ nodeAffinityPolicy: 'Ignore' }, affinity), nodes))).toContain(`2 ${refused}`);
});

test('tainted nodes count, unless the policy honors taints', () => {
  const taints = [{ key: 'k', effect: 'NoSchedule' }];
  const nodes = [zoned('n1', 'a', 1), zoned('n2', 'b', 0, { taints })];
  expect(reasonsIn(outcomeOf(spreadPod(), nodes))).toBe(`1 ${refused}, 1 node(s) had untolerated taint(s)`);
  expect(outcomeOf(spreadPod({ nodeTaintsPolicy: 'Honor' }), nodes)).toBe('placed on n1');
});

test('a node without the label takes none of them', () => {
  expect(reasonsIn(outcomeOf(spreadPod(), [zoned('n1', undefined, 0)]))).toBe(`1 ${refused} (missing required label)`);
});

test('while there are fewer domains than minDomains, the emptiest counts as empty', () => {
  const nodes = [zoned('n1', 'a', 1), zoned('n2', 'b', 1)];
  expect(outcomeOf(spreadPod({ minDomains: 2 }), nodes)).toBe('placed on n1');
  expect(reasonsIn(outcomeOf(spreadPod({ minDomains: 3 }), nodes))).toBe(`2 ${refused}`);
});

test('Pods of other namespaces and Pods that are going do not count', () => {
  const leaving = { name: 'leaving', labels: app, isTerminating: true } as const;
  const foreign = { name: 'foreign', labels: app, namespace: 'other' };
  const nodes = [running({ name: 'n1', labels: { zone: 'a' } }, leaving, foreign), zoned('n2', 'b', 1)];
  expect(outcomeOf(spreadPod(), nodes)).toBe('placed on n1');
});

test('a Pod that its own constraint does not mean makes no difference to the skew', () => {
  const nodes = [zoned('n1', 'a', 1), zoned('n2', 'b', 0)];
  const other = spreadPod({}, { labels: { app: 'other' }, nodeSelector: { zone: 'a' } });
  expect(outcomeOf(other, nodes)).toBe('placed on n1');
});

test('with several constraints all must hold', () => {
  const nodes = [zoned('n1', 'a', 0), zoned('n2', 'a', 2), zoned('n3', 'b', 1)];
  const byHost = constraint({ topologyKey: 'kubernetes.io/hostname' });
  const both = podOf({ labels: app, topologySpreadConstraints: [constraint(), byHost] });
  expect(reasonsIn(outcomeOf(both, nodes))).toBe(`3 ${refused}`);
});

test('what is only preferred refuses nothing, and weighs more than a little room', () => {
  const soft = { whenUnsatisfiable: 'ScheduleAnyway' };
  expect(outcomeOf(spreadPod(soft), [zoned('n1', 'a', 3)])).toBe('placed on n1');
  const busy = running({ name: 'busy', labels: { zone: 'b' } }, { name: 'other', requests: { cpu: '1' } });
  expect(outcomeOf(spreadPod(soft), [zoned('n1', 'a', 2), busy])).toBe('placed on busy');
  expect(outcomeOf(podOf({ labels: app }), [zoned('n1', 'a', 2), busy])).toBe('placed on n1');
});

test('a node without the label is the last that a Pod prefers which asks for spreading', () => {
  const soft = { whenUnsatisfiable: 'ScheduleAnyway' };
  expect(outcomeOf(spreadPod(soft), [zoned('n1', undefined, 0), zoned('n2', 'a', 1)])).toBe('placed on n2');
});

const kin: Surroundings = {
  ...noSurroundings,
  kin: () => createLabelMatcher([{ key: 'app', operator: '=', values: ['web'] }]),
};

test('Pods of one set are spread over nodes that are not equally busy', () => {
  const counts = (surroundings: Surroundings): number[] => {
    const nodes = ['0', '0.5', '1'].map((cpu, index) => {
      const name = `n${index}`;
      const busy = { name: 'busy', requests: { cpu, memory: `${cpu}Gi` } };
      return running({ name, labels: { 'kubernetes.io/hostname': name } }, busy);
    });
    for (let index = 0; index < 6; index++) {
      const pod = podOf({ name: `web-${index}`, labels: app });
      const outcome = outcomeOf(pod, nodes, { surroundings });
      nodes.find(({ node }) => outcome === `placed on ${node.name}`)?.put(pod);
    }
    return nodes.map(({ pods }) => pods.size - 1);
  };
  expect(counts(kin)).toEqual([2, 2, 2]);
  expect(counts(noSurroundings)).toEqual([5, 1, 0]);
});
