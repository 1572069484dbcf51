import type { PodCondition, PodStatus } from '@flotilla/kinds/core/v1';
import { mergeConditions } from './conditions.ts';

/** The conditions that a node writes. Source: Kubernetes documentation, "Pod Lifecycle", Pod conditions. */
const NODE_CONDITIONS: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'ContainersReady',
  'Ready',
  'PodResizePending',
  'PodResizeInProgress',
]);
/** Written where the Pod is bound; its node says it of a Pod that was bound without. */
const SCHEDULED = 'PodScheduled';

/** What the API server, the scheduler and the controllers of devices write. */
const FOREIGN_FIELDS: ReadonlySet<string> = new Set([
  'qosClass',
  'nominatedNodeName',
  'resourceClaimStatuses',
  'extendedResourceClaimStatus',
]);

const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed']);

/** A Pod's status after its node's report: what is not the node's stays, and a Pod that has ended does not begin again. */
export function mergeStatus(present: PodStatus, reported: PodStatus): PodStatus {
  if (ENDED.has(present.phase ?? '') && reported.phase !== present.phase) return present;
  return Object.fromEntries([
    ...Object.entries(reported).filter(([field]) => !FOREIGN_FIELDS.has(field)),
    ...Object.entries(present).filter(([field]) => FOREIGN_FIELDS.has(field)),
    ['conditions', conditions(present, reported)],
  ]);
}

function conditions(present: PodStatus, reported: PodStatus): PodCondition[] {
  const own = (reported.conditions ?? []).filter(({ type }) => NODE_CONDITIONS.has(type) || type === SCHEDULED);
  const said = new Set(own.map(({ type }) => type));
  const kept = (present.conditions ?? []).filter(({ type }) => said.has(type) || !NODE_CONDITIONS.has(type));
  return mergeConditions(kept, own);
}
