import { behaviours } from './behaviours.ts';
import { loadKinds } from './facts/load.ts';
import type { Kinds } from './kind.ts';
import { createKinds } from './kinds.ts';
import { createOpenApi } from './openapi/openapi.ts';
import { schema } from './schema.ts';

/** Every kind that a default kube-apiserver serves. */
export const kinds: Kinds = createKinds({ facts: loadKinds(), schema, behaviours });

export type {
  Cell,
  Column,
  Columns,
  Kind,
  KindBehaviour,
  KindFacts,
  Kinds,
  KindView,
  NameRule,
  SubresourceBehaviour,
  SubresourceFacts,
} from './kind.ts';
export type { Behaviours, KindsDeps } from './kinds.ts';

const openApi = createOpenApi({ kinds: kinds.all, types: schema });
/** What `/openapi/v3` answers. */
export const openApiIndex = openApi.index;
/** The OpenAPI v3 document of a path of the index (`api/v1`, `apis/apps/v1`), as JSON. */
export const openApiDocument = openApi.document;

export { scaleColumns } from './autoscaling/scale/columns.ts';
export type { IndexRange } from './batch/job/index-ranges.ts';
export { countOfIndexes } from './batch/job/index-ranges.ts';
export { nextTime } from './batch/schedule/next-time.ts';
export type { Schedule } from './batch/schedule/parse-schedule.ts';
export { parseSchedule } from './batch/schedule/parse-schedule.ts';
export { ScheduleError } from './batch/schedule/schedule-field.ts';
export { isTimeZone, zoneOffsetMs } from './batch/schedule/time-zone.ts';
export { taintNew } from './core/node/taint-new.ts';
export { localVolumes } from './core/persistent-volume/local.ts';
export { isVolumeOf, matchingVolume, mismatchOf, volumeClassOf } from './core/persistent-volume/matching.ts';
export { addDefaultTolerations, assignServiceAccount } from './core/pod/admission.ts';
export { isSidecar } from './core/pod/containers.ts';
export type { HostPort } from './core/pod/host-port.ts';
export { hostPortsOf, portsConflict } from './core/pod/host-port.ts';
export type { NodeDemands, NodeFacts } from './core/pod/node-terms.ts';
export { nodeMatches, termMatches } from './core/pod/node-terms.ts';
export type { QualityOfService } from './core/pod/quality-of-service.ts';
export { qualityOfService } from './core/pod/quality-of-service.ts';
export type { ResourceAmounts } from './core/pod/resource-totals.ts';
export { podRequests, toAmounts } from './core/pod/resource-totals.ts';
export { mayRestart } from './core/pod/restarted-containers.ts';
export { isTolerated, tolerates } from './core/pod/tolerates.ts';
export { heldAddress, lacksAddress } from './core/service/addresses.ts';
export { assignFamilies } from './core/service/families.ts';
export { inheritAllocated } from './core/service/inherit.ts';
export type { NodePortClaim } from './core/service/node-ports.ts';
export { assignNodePorts, heldNodePorts } from './core/service/node-ports.ts';
export { apiVersionOf, createKinds } from './kinds.ts';
export type { OpenApi, OpenApiDeps, OpenApiIndex } from './openapi/openapi.ts';
export { createOpenApi } from './openapi/openapi.ts';
export type { CountOrPercent } from './rules/count-or-percent.ts';
export { countOf } from './rules/count-or-percent.ts';
export { defaultClassOf } from './rules/default-class.ts';
export { isWithin as isWithinRange } from './rules/endpoint-address.ts';
export { sameValue } from './rules/same-value.ts';
export {
  assignPriority,
  defaultPriorityClass,
  knowsPriorityClass,
} from './scheduling/priority-class/assign-priority.ts';
export { systemPriorityClasses } from './scheduling/priority-class/system-classes.ts';
export { schema };
