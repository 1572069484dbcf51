import type { NodeCondition, NodeStatus } from '@flotilla/kinds/core/v1';
import { timestamp } from '../pod/times.ts';
import type { NodeImage, PodRuntime } from '../runtime/runtime.ts';
import type { NodeFacts } from './node-facts.ts';

export interface NodeStatusInput {
  readonly facts: NodeFacts;
  readonly readiness: ReturnType<PodRuntime['readiness']>;
  readonly images: readonly NodeImage[];
  /** Whether Services and other nodes' Pods can be reached from it. */
  readonly hasNetwork: boolean;
  readonly previous: NodeStatus | undefined;
  readonly now: number;
}

/** Upstream's default: a node tells of its 50 largest images. */
const mostImages = 50;

/** What the API is to say of a node. Source: Kubernetes documentation, "Node Status". */
export function nodeStatus({ facts, readiness, images, hasNetwork, previous, now }: NodeStatusInput): NodeStatus {
  const verdicts = [...(hasNetwork ? [networked] : []), ...healthy, readyVerdict(readiness)];
  return {
    addresses: [...facts.addresses],
    capacity: { ...facts.capacity },
    allocatable: { ...facts.allocatable },
    conditions: verdicts.map((verdict) => withTimes(verdict, previous, now)),
    nodeInfo: facts.info,
    images: images
      .toSorted((left, right) => right.sizeBytes - left.sizeBytes)
      .slice(0, mostImages)
      .map(({ names, sizeBytes }) => ({ names: [...names], sizeBytes })),
    daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
  };
}

type Verdict = Required<Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>>;

const healthy: Verdict[] = [
  absent('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
  absent('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
  absent('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
];

/** Said once it is so: before, the node is not ready. */
const networked = absent('NetworkUnavailable', 'RouteCreated', 'the node agent has set up routes and Services');

function absent(type: string, reason: string, message: string): Verdict {
  return { type, status: 'False', reason, message };
}

function readyVerdict(readiness: NodeStatusInput['readiness']): Verdict {
  if (!readiness.ready) return { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: readiness.reason };
  return { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
}

function withTimes(verdict: Verdict, previous: NodeStatus | undefined, now: number): NodeCondition {
  const before = previous?.conditions?.find(({ type }) => type === verdict.type);
  const unchanged = before?.status === verdict.status ? before.lastTransitionTime : undefined;
  return { ...verdict, lastHeartbeatTime: timestamp(now), lastTransitionTime: unchanged ?? timestamp(now) };
}
