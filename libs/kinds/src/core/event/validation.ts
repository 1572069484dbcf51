import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDnsSubdomain, checkLabelKey, invalid, required } from '@flotilla/machinery';
import type { Event } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { sameValue } from '../../rules/same-value.ts';

/** How long texts of an Event may be, in bytes. Source: Kubernetes API reference, Event (events.k8s.io/v1). */
const limits = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const;

/** Rules of both groups. Only Events with an `eventTime` are held to the newer ones. */
export function validateEvent(object: KubernetesObject): FieldError[] {
  return [...eventErrors(object as Event & KubernetesObject, 'reportingComponent')];
}

/** The same for writes through events.k8s.io, which names a field otherwise. Takes core's form. */
export function validateEventOfGroup(object: KubernetesObject): FieldError[] {
  return [...eventErrors(object as Event & KubernetesObject, 'reportingController')];
}

/** Further rules of Events that are created through events.k8s.io. Takes core's form. */
export function validateNewerEvent(object: KubernetesObject): FieldError[] {
  return [...newerErrors(object as Event)];
}

function* eventErrors(event: Event & KubernetesObject, reporter: string): FieldErrors {
  const [namespace, of] = [event.metadata.namespace ?? '', event.involvedObject?.namespace ?? ''];
  if (!matchesNamespace(namespace, of, Boolean(event.eventTime))) {
    yield invalid('involvedObject.namespace', of, 'does not match event.namespace');
  }
  if (event.eventTime) {
    const controller = event.reportingComponent ?? '';
    if (!controller) yield required(reporter);
    yield* invalidEach(reporter, controller, checkLabelKey(controller));
    yield* textErrors(event);
  }
  yield* invalidEach('namespace', namespace, checkDnsSubdomain(namespace));
}

/** Events of cluster-scoped objects lie in `default`; newer ones may also lie in `kube-system`. */
function matchesNamespace(namespace: string, of: string, isNewer: boolean): boolean {
  if (of !== '') return isNewer || namespace === of;
  return namespace === 'default' || (isNewer ? namespace === 'kube-system' : namespace === '');
}

function* textErrors(event: Event): FieldErrors {
  for (const name of ['reportingInstance', 'action', 'reason', 'message'] as const) {
    const text = event[name] ?? '';
    if (!text && name !== 'message') yield required(name);
    if (Buffer.byteLength(text) > limits[name]) yield invalid(name, '', `can have at most ${limits[name]} characters`);
  }
}

function* newerErrors(event: Event): FieldErrors {
  yield* seriesErrors(event);
  if (!event.eventTime) yield required('eventTime');
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    yield invalid('type', '', `has invalid value: ${event.type ?? ''}`);
  }
  for (const name of ['firstTimestamp', 'lastTimestamp', 'count'] as const) {
    if (event[name]) yield invalid(name, '', 'needs to be unset');
  }
  if (event.source?.component || event.source?.host) yield invalid('source', '', 'needs to be unset');
}

function* seriesErrors({ series }: Event): FieldErrors {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) yield invalid('series.count', '', 'should be at least 2');
  if (!series.lastObservedTime) yield required('series.lastObservedTime');
}

const unchanged = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'type',
  'eventTime',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
] as const;

/** Through events.k8s.io only the series of an Event grows. Takes core's form. */
export function validateNewerEventUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...newerUpdateErrors(next as Event & KubernetesObject, previous as Event)];
}

function* newerUpdateErrors(next: Event & KubernetesObject, previous: Event): FieldErrors {
  if (!sameValue(next.series, previous.series)) yield* seriesErrors(next);
  for (const name of unchanged) {
    const field = name === 'reportingComponent' ? 'reportingController' : name;
    if (!sameValue(next[name], previous[name])) yield invalid(field, shown(name, next), 'field is immutable');
  }
}

const referenceFields = {
  kind: '',
  namespace: '',
  name: '',
  uid: '',
  apiVersion: '',
  resourceVersion: '',
  fieldPath: '',
} as const;
const absent: Partial<Record<(typeof unchanged)[number], unknown>> = {
  source: { Component: '', Host: '' },
  firstTimestamp: null,
  lastTimestamp: null,
  count: 0,
  eventTime: null,
  related: null,
};

function shown(name: (typeof unchanged)[number], event: Event): unknown {
  if (name === 'involvedObject') return internalForm(event.involvedObject ?? {}, referenceFields);
  if (name === 'related' && event.related !== undefined) return internalForm(event.related, referenceFields);
  if (name === 'source' && event.source !== undefined) return internalForm(event.source, { component: '', host: '' });
  return event[name] ?? (name in absent ? absent[name] : '');
}
