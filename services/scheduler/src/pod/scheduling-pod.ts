import { controllerOf } from '@flotilla/controller';
import { type HostPort, hostPortsOf, podRequests } from '@flotilla/kinds';
import type {
  NodeAffinity,
  Pod,
  PodAffinity,
  PodAntiAffinity,
  PodSpec,
  Toleration,
  TopologySpreadConstraint,
  Volume,
} from '@flotilla/kinds/core/v1';
import type { Labels, ObjectMeta } from '@flotilla/machinery';
import { type Amounts, amountsOf } from '../amounts.ts';

/** What a Pod asks of a node. It changes seldom: a Pod whose demands are the same as before need not be tried again. */
export interface Demands {
  readonly requests: Amounts;
  /** Of the resources that scores look at, also what a Pod usually takes that does not say. */
  readonly likely: Amounts;
  readonly tolerations: readonly Toleration[];
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
  readonly nodeAffinity: NodeAffinity | undefined;
  readonly podAffinity: PodAffinity | undefined;
  readonly podAntiAffinity: PodAntiAffinity | undefined;
  readonly spread: readonly TopologySpreadConstraint[];
  readonly hostPorts: readonly HostPort[];
  readonly mayPreempt: boolean;
}

/** The part of a Pod that scheduling rests on. */
export interface SchedulingPod {
  /** `default/hello`. */
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** What manages it. */
  readonly controller: { readonly kind: string; readonly name: string } | undefined;
  /** Empty while no node has it. */
  readonly nodeName: string;
  readonly schedulerName: string;
  readonly priority: number;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** Succeeded or failed: it holds nothing of its node any more. */
  readonly isFinished: boolean;
  readonly isTerminating: boolean;
  /** Somebody has asked that it wait. Source: KEP-3521, Pod scheduling readiness. */
  readonly isGated: boolean;
  readonly demands: Demands;
  readonly claims: readonly ClaimUse[];
}

/** A claim that a Pod uses. */
export interface ClaimUse {
  readonly name: string;
  /** It is made for the Pod from a template. */
  readonly isMade: boolean;
}

export function schedulingPod({ metadata, spec, status }: Pod): SchedulingPod {
  const { namespace = '', name = '', uid = '' } = metadata;
  const { phase } = status ?? {};
  return {
    path: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    labels: metadata.labels ?? {},
    controller: managerOf(metadata),
    nodeName: spec?.nodeName ?? '',
    schedulerName: spec?.schedulerName ?? '',
    priority: spec?.priority ?? 0,
    createdMs: createdMs(metadata),
    isFinished: phase === 'Succeeded' || phase === 'Failed',
    isTerminating: metadata.deletionTimestamp !== undefined,
    isGated: (spec?.schedulingGates ?? []).length > 0,
    demands: demandsOf(spec ?? { containers: [] }),
    claims: claimsOf(name, spec?.volumes ?? []),
  };
}

function managerOf(metadata: ObjectMeta): SchedulingPod['controller'] {
  const reference = controllerOf({ metadata });
  return reference && { kind: reference.kind, name: reference.name };
}

function claimsOf(podName: string, volumes: readonly Volume[]): ClaimUse[] {
  return volumes.flatMap(({ name, ephemeral, persistentVolumeClaim }): ClaimUse[] => {
    if (ephemeral !== undefined) return [{ name: `${podName}-${name}`, isMade: true }];
    return persistentVolumeClaim === undefined ? [] : [{ name: persistentVolumeClaim.claimName, isMade: false }];
  });
}

/** What a Pod that does not say takes, for the scores only. Source: upstream's scheduler, non-zero requests. */
const USUAL: ReadonlyMap<string, number> = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
]);

function demandsOf(spec: PodSpec): Demands {
  const requests = amountsOf(podRequests(spec));
  return {
    requests,
    likely: new Map([...USUAL].map(([name, usual]) => [name, requests.get(name) || usual])),
    tolerations: spec.tolerations ?? [],
    nodeSelector: spec.nodeSelector,
    nodeAffinity: spec.affinity?.nodeAffinity,
    podAffinity: spec.affinity?.podAffinity,
    podAntiAffinity: spec.affinity?.podAntiAffinity,
    spread: spec.topologySpreadConstraints ?? [],
    hostPorts: hostPortsOf(spec),
    mayPreempt: spec.preemptionPolicy !== 'Never',
  };
}

function createdMs({ creationTimestamp }: ObjectMeta): number {
  return creationTimestamp ? Date.parse(creationTimestamp) : 0;
}
