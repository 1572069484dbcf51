import type { KubernetesObject } from '@flotilla/machinery';

/** The fields of an Event that its two groups name differently: core's first, events.k8s.io's second. */
const names = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
] as const;

const toCore: ReadonlyMap<string, string> = new Map(names.map(([core, events]) => [events, core]));
const toEvents: ReadonlyMap<string, string> = new Map(names);

/** An Event of events.k8s.io/v1 as core/v1 has it, which is how it is stored. */
export function toCoreEvent(event: KubernetesObject): KubernetesObject {
  const core: KubernetesObject = { ...renamed(event, toCore), apiVersion: 'v1' };
  core.involvedObject ??= {};
  return core;
}

/** An Event of core/v1 as events.k8s.io/v1 has it. */
export function toEventsEvent(event: KubernetesObject): KubernetesObject {
  const view: KubernetesObject = { ...renamed(event, toEvents), apiVersion: 'events.k8s.io/v1' };
  view.eventTime ??= null;
  return view;
}

function renamed(object: KubernetesObject, to: ReadonlyMap<string, string>): KubernetesObject {
  const entries = Object.entries(object).map(([name, value]) => [to.get(name) ?? name, value]);
  return Object.fromEntries(entries) as KubernetesObject;
}
