import type { KubernetesObject } from '@flotilla/machinery';
import type { Event } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { eventColumns } from './columns.ts';
import { toCoreEvent, toEventsEvent } from './convert.ts';
import { validateEvent, validateEventOfGroup, validateNewerEvent, validateNewerEventUpdate } from './validation.ts';

/** Events tell of the last hour; what matters longer belongs in a status. */
const expiresAfterSeconds = 3600;

export const coreEventBehaviour: KindBehaviour = {
  validate: validateEvent,
  columns: eventColumns,
  selectableFields: coreFields,
  expiresAfterSeconds,
  createsOnUpdate: true,
};

/** The same Events as seen through events.k8s.io, which asks more of them. */
export const eventsEventBehaviour: KindBehaviour = {
  view: { of: '/Event', toStored: toCoreEvent, fromStored: toEventsEvent },
  validate: (object) => validateEventOfGroup(toCoreEvent(object)),
  validateCreate: (object) => validateNewerEvent(toCoreEvent(object)),
  validateUpdate: (next, previous) => validateNewerEventUpdate(toCoreEvent(next), toCoreEvent(previous)),
  columns: {
    definitions: eventColumns.definitions,
    cells: (object, now) => eventColumns.cells(toCoreEvent(object), now),
  },
  selectableFields: (object) => eventsFields(coreFields(toCoreEvent(object))),
  expiresAfterSeconds,
  createsOnUpdate: true,
};

function coreFields(object: KubernetesObject): Record<string, string> {
  const event = object as Event;
  const { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath } = event.involvedObject ?? {};
  const reporter = event.reportingComponent ?? '';
  return {
    'involvedObject.kind': kind ?? '',
    'involvedObject.namespace': namespace ?? '',
    'involvedObject.name': name ?? '',
    'involvedObject.uid': uid ?? '',
    'involvedObject.apiVersion': apiVersion ?? '',
    'involvedObject.resourceVersion': resourceVersion ?? '',
    'involvedObject.fieldPath': fieldPath ?? '',
    reason: event.reason ?? '',
    reportingComponent: reporter,
    source: event.source?.component || reporter,
    type: event.type ?? '',
  };
}

/** The same values by the names of events.k8s.io, which has none for the source. */
function eventsFields(fields: Record<string, string>): Record<string, string> {
  const { source: _, reportingComponent = '', ...rest } = fields;
  const renamed = Object.entries(rest).map(([name, value]) => [name.replace(/^involvedObject\./, 'regarding.'), value]);
  return { ...Object.fromEntries(renamed), reportingController: reportingComponent };
}
