import type { PodSpec } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../testing/sample-pod.ts';
import { type NodePlace, refusalOf } from './refusal.ts';

const podOf = (spec: Partial<PodSpec>) => samplePod({ spec });
const asking = (requests: Record<string, string>, ports: { hostPort: number; hostIP?: string }[] = []) =>
  samplePod({
    containers: [
      { name: 'main', resources: { requests }, ports: ports.map((port) => ({ containerPort: 80, ...port })) },
    ],
  });

const place = (changes: Partial<NodePlace> = {}): NodePlace => ({
  name: 'node-1',
  labels: { disk: 'fast' },
  taints: [],
  allocatable: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '10Gi', pods: '3', 'example.com/gpu': '1' },
  pods: [],
  ...changes,
});

test('a Pod that fits is taken on, one that asks for nothing too, beside as many as there is room for', () => {
  const pods = [asking({ cpu: '1500m', memory: '512Mi' }), asking({})];
  expect(refusalOf(asking({ cpu: '500m', memory: '512Mi', 'example.com/gpu': '1' }), place({ pods }))).toBeUndefined();
  expect(refusalOf(asking({}), place({ pods }))).toBeUndefined();
});

test.each([
  [{ cpu: '501m' }, 'cpu, requested: 501, used: 1500, capacity: 2000'],
  [{ memory: '513Mi' }, 'memory, requested: 537919488, used: 536870912, capacity: 1073741824'],
  [{ memory: '2Gi', cpu: '1' }, 'cpu, requested: 1000, used: 1500, capacity: 2000'],
  [{ 'ephemeral-storage': '11Gi' }, 'ephemeral-storage, requested: 11811160064, used: 0, capacity: 10737418240'],
  [{ 'hugepages-2Mi': '2Mi' }, 'hugepages-2Mi, requested: 2097152, used: 0, capacity: 0'],
  [{ 'example.com/gpu': '2' }, 'example.com/gpu, requested: 2, used: 0, capacity: 1'],
])('a Pod that asks for %o is told what there is', (requests, amounts) => {
  const pods = [asking({ cpu: '1500m', memory: '512Mi' })];
  expect(refusalOf(asking(requests), place({ pods }))).toEqual({
    reason: `OutOf${amounts.split(',')[0]}`,
    message: `Node didn't have enough resource: ${amounts}`,
  });
});

test('a resource of others that the node knows nothing of is not its to refuse', () => {
  expect(refusalOf(asking({ 'example.com/licence': '1' }), place())).toBeUndefined();
});

test('a Pod too many is one too many, whatever it asks for', () => {
  const pods = [asking({}), asking({}), asking({})];
  const message = "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3";
  expect(refusalOf(asking({ cpu: '9' }), place({ pods }))).toEqual({ reason: 'OutOfpods', message });
});

test('a Pod for other nodes is refused, by its selector and by its affinity', () => {
  const mismatch = {
    reason: 'NodeAffinity',
    message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  };
  const requires = (name: string): Partial<PodSpec> => {
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: [name] }];
    const requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms: [{ matchFields }] };
    return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution } } };
  };
  expect(refusalOf(podOf({ nodeSelector: { disk: 'slow' } }), place())).toEqual(mismatch);
  expect(refusalOf(podOf({ nodeSelector: { disk: 'fast' } }), place())).toBeUndefined();
  expect(refusalOf(podOf(requires('node-2')), place())).toEqual(mismatch);
  expect(refusalOf(podOf(requires('node-1')), place())).toBeUndefined();
});

test('two Pods cannot have the same port of the node, on the same address', () => {
  const pods = [asking({}, [{ hostPort: 80, hostIP: '192.0.2.1' }])];
  expect(refusalOf(asking({}, [{ hostPort: 80 }]), place({ pods }))).toEqual({
    reason: 'NodePorts',
    message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  });
  expect(refusalOf(asking({}, [{ hostPort: 80, hostIP: '192.0.2.2' }]), place({ pods }))).toBeUndefined();
});

test('of taints only those keep a bound Pod off that would drive it out', () => {
  const tainted = (effect: string) => place({ taints: [{ key: 'broken', effect }] });
  expect(refusalOf(podOf({}), tainted('NoExecute'))).toEqual({
    reason: 'TaintToleration',
    message: "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
  });
  expect(refusalOf(podOf({}), tainted('NoSchedule'))).toBeUndefined();
  const tolerations = [{ key: 'broken', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }];
  expect(refusalOf(podOf({ tolerations }), tainted('NoExecute'))).toBeUndefined();
});
