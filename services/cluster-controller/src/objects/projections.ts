import { localVolumes } from '@flotilla/kinds';
import type { Lease } from '@flotilla/kinds/coordination/v1';
import type {
  ConfigMap,
  Namespace,
  Node,
  NodeCondition,
  PersistentVolumeClaimSpec,
  Pod,
  Taint,
  Toleration,
  Volume,
} from '@flotilla/kinds/core/v1';

/** The parts of objects that these controllers use; nothing else of them is kept. */

export interface NamespaceView {
  readonly name: string;
  readonly isTerminating: boolean;
  /** What must be done before it may vanish: `spec.finalizers`. */
  readonly finalizers: readonly string[];
}

export function viewNamespace({ metadata, spec }: Namespace): NamespaceView {
  const isTerminating = metadata.deletionTimestamp !== undefined;
  return { name: metadata.name ?? '', isTerminating, finalizers: spec?.finalizers ?? [] };
}

export interface NodeView {
  readonly name: string;
  readonly uid: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly podRanges: readonly string[];
  readonly isUnschedulable: boolean;
  readonly taints: readonly Taint[];
  readonly conditions: readonly NodeCondition[];
  readonly labels: Readonly<Record<string, string>>;
  /** Where volumes on its disk lie; empty where it keeps none. */
  readonly volumesFolder: string;
  /** What its disk has for Pods, as a quantity. */
  readonly storage: string;
}

export function viewNode({ metadata, spec, status }: Node): NodeView {
  return {
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    createdAt: metadata.creationTimestamp ?? '',
    podRanges: spec?.podCIDRs ?? (spec?.podCIDR ? [spec.podCIDR] : []),
    isUnschedulable: spec?.unschedulable ?? false,
    taints: spec?.taints ?? [],
    conditions: status?.conditions ?? [],
    labels: metadata.labels ?? {},
    volumesFolder: metadata.annotations?.[localVolumes.folder] ?? '',
    storage: status?.allocatable?.['ephemeral-storage'] ?? '0',
  };
}

export interface PodView {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Empty while no node has it. */
  readonly nodeName: string;
  readonly isTerminating: boolean;
  /** Empty before its node has said anything. */
  readonly phase: string;
  readonly tolerations: readonly Toleration[];
  /** Succeeded or failed. */
  readonly isFinished: boolean;
  /** The paths of the claims that it uses. */
  readonly claims: readonly string[];
  /** Of the claims among them that are made for it. */
  readonly claimTemplates: readonly ClaimTemplate[];
}

/** What a claim is made from; `name` is the claim's. */
export interface ClaimTemplate {
  readonly name: string;
  readonly labels: Record<string, string> | undefined;
  readonly annotations: Record<string, string> | undefined;
  readonly spec: PersistentVolumeClaimSpec;
}

export function viewPod({ metadata, spec, status }: Pod): PodView {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    nodeName: spec?.nodeName ?? '',
    isTerminating: metadata.deletionTimestamp !== undefined,
    phase: status?.phase ?? '',
    tolerations: spec?.tolerations ?? [],
    isFinished: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    claimTemplates: templatesOf(metadata.name ?? '', spec?.volumes ?? []),
    claims: claimsOf(metadata.name ?? '', spec?.volumes ?? []).map((claim) => `${metadata.namespace}/${claim}`),
  };
}

/** A volume with a template has a claim made for it, under the name of its Pod and its own. */
function claimsOf(podName: string, volumes: readonly Volume[]): string[] {
  return volumes.flatMap(({ name, ephemeral, persistentVolumeClaim }) =>
    ephemeral === undefined ? (persistentVolumeClaim?.claimName ?? []) : `${podName}-${name}`,
  );
}

function templatesOf(podName: string, volumes: readonly Volume[]): ClaimTemplate[] {
  return volumes.flatMap(({ name, ephemeral }): ClaimTemplate[] => {
    const template = ephemeral?.volumeClaimTemplate;
    if (template === undefined) return [];
    const { labels, annotations } = template.metadata ?? {};
    return [{ name: `${podName}-${name}`, labels, annotations, spec: template.spec ?? {} }];
  });
}

/** When a holder last renewed its Lease: RFC 3339. */
export function viewLease({ spec }: Lease): string {
  return spec?.renewTime ?? '';
}

export const ROOT_CERTIFICATE_NAME = 'kube-root-ca.crt';

/** Only of those ConfigMaps that hold the root certificate is more kept than that they are there. */
export type ConfigMapView = Pick<ConfigMap, 'data'> & { readonly isDescribed: boolean };

const NOTHING: ConfigMapView = { isDescribed: false };

export function viewConfigMap({ metadata, data }: ConfigMap): ConfigMapView {
  if (metadata.name !== ROOT_CERTIFICATE_NAME) return NOTHING;
  return { data, isDescribed: Boolean(metadata.annotations?.['kubernetes.io/description']) };
}
