import type { StoredPod } from '../../../pod/stored-pod.ts';
import { containerHash } from '../../container-hash.ts';
import type { RunRequest } from '../../runtime.ts';

/** Whose containers these are: two clusters, or two nodes, on one Engine never touch each other's. */
export interface Owner {
  /** The cluster's id. */
  readonly cluster: string;
  readonly node: string;
}

const ownerLabel = 'flotilla.owner';
const addressLabel = 'flotilla.address';
const machineNameLabel = 'flotilla.machine-name';
const hashLabel = 'io.kubernetes.container.hash';
const terminationPolicyLabel = 'io.kubernetes.container.terminationMessagePolicy';
const graceLabel = 'io.kubernetes.pod.terminationGracePeriod';

/** The one label that finds everything of an owner, as `name=value`. */
export function ownerFilter(owner: Owner): string {
  return `${ownerLabel}=${ownerValue(owner)}`;
}

function ownerValue({ cluster, node }: Owner): string {
  return `${cluster}/${node}`;
}

/** `address` is the Pod's; it is kept here, so that no other record of it is needed. */
export function sandboxLabels(owner: Owner, address: string): Record<string, string> {
  return { [ownerLabel]: ownerValue(owner), [addressLabel]: address };
}

export function addressOf(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[addressLabel];
}

/**
 * `machineName` is given where the container's gate opens when its machine has that name. The `io.kubernetes` ones are those that a kubelet writes, for tools that look for them. */
export function runLabels(
  owner: Owner,
  { pod, container, attempt }: RunRequest,
  machineName: string | undefined,
): Record<string, string> {
  return {
    ...(machineName !== undefined && { [machineNameLabel]: machineName }),
    [ownerLabel]: ownerValue(owner),
    'io.kubernetes.pod.name': pod.metadata.name,
    'io.kubernetes.pod.namespace': pod.metadata.namespace,
    'io.kubernetes.pod.uid': pod.metadata.uid,
    'io.kubernetes.container.name': container.name,
    'io.kubernetes.container.restartCount': String(attempt),
    [hashLabel]: containerHash(container),
    ...(container.terminationMessagePolicy && { [terminationPolicyLabel]: container.terminationMessagePolicy }),
    [graceLabel]: String(graceSecondsOf(pod)),
  };
}

/** Undefined for a container without a gate. */
export function machineNameOf(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[machineNameLabel];
}

export function hashOf(labels: Readonly<Record<string, string>>): string {
  return labels[hashLabel] ?? '';
}

/** Whether a run that fails and has said nothing is to be quoted from its output. */
export function fallsBackToLogs(labels: Readonly<Record<string, string>>): boolean {
  return labels[terminationPolicyLabel] === 'FallbackToLogsOnError';
}

export function labelledGraceSeconds(labels: Readonly<Record<string, string>>): number {
  return Number(labels[graceLabel] ?? defaultGraceSeconds);
}

/** What a Pod gets that does not say: the API server's default. */
const defaultGraceSeconds = 30;

function graceSecondsOf(pod: StoredPod): number {
  return pod.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}
