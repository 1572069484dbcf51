import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { coreEventBehaviour as core, eventsEventBehaviour as events } from './behaviour.ts';
import { toCoreEvent, toEventsEvent } from './convert.ts';

const metadata = { name: 'e', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' };

function older(fields: object = {}): KubernetesObject {
  const involvedObject = { kind: 'Pod', name: 'web', namespace: 'default' };
  return { apiVersion: 'v1', kind: 'Event', metadata, involvedObject, ...fields };
}

function newer(fields: object = {}): KubernetesObject {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata,
    eventTime: '2026-01-01T00:00:00.000000Z',
    type: 'Normal',
    reason: 'Started',
    action: 'Start',
    note: 'it runs',
    reportingController: 'example.com/agent',
    reportingInstance: 'agent-1',
    regarding: { kind: 'Pod', name: 'web', namespace: 'default' },
    ...fields,
  };
}

test('an Event is the same through either group', () => {
  const stored = toCoreEvent(newer());
  expect(stored).toMatchObject({
    apiVersion: 'v1',
    message: 'it runs',
    reportingComponent: 'example.com/agent',
    involvedObject: { name: 'web' },
  });
  expect(toEventsEvent(stored)).toEqual(newer());
});

test('what only the older form has is kept as deprecated', () => {
  const source = { component: 'agent', host: 'n1' };
  const event = older({ source, count: 2, firstTimestamp: '2026-01-01T00:00:00Z', message: 'm' });
  const view = toEventsEvent(event);
  expect(view).toMatchObject({
    deprecatedSource: source,
    deprecatedCount: 2,
    deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
    note: 'm',
    eventTime: null,
  });
  expect(view).not.toHaveProperty('message');
});

test('an Event lies in the namespace of its object', () => {
  const errors = core.validate?.(older({ involvedObject: { kind: 'Pod', namespace: 'other' } })) ?? [];
  expect(textsOf(errors)).toEqual(['involvedObject.namespace: Invalid value: "other": does not match event.namespace']);
  expect(core.validate?.(older({ involvedObject: { kind: 'Node' } }))).toEqual([]);
});

test('an Event with a time of its own says who saw what', () => {
  const errors = core.validate?.(older({ eventTime: '2026-01-01T00:00:00.000000Z' })) ?? [];
  expect(textsOf(errors).filter((text) => text.endsWith('Required value'))).toEqual([
    'reportingComponent: Required value',
    'reportingInstance: Required value',
    'action: Required value',
    'reason: Required value',
  ]);
});

test('through events.k8s.io a new Event has none of the older fields', () => {
  expect([...(events.validate?.(newer()) ?? []), ...(events.validateCreate?.(newer()) ?? [])]).toEqual([]);
  const fields = { deprecatedCount: 1, deprecatedSource: { component: 'a' }, type: 'Bad', series: { count: 1 } };
  expect(textsOf(events.validateCreate?.(newer(fields)) ?? [])).toEqual([
    'series.count: Invalid value: "": should be at least 2',
    'series.lastObservedTime: Required value',
    'type: Invalid value: "": has invalid value: Bad',
    'count: Invalid value: "": needs to be unset',
    'source: Invalid value: "": needs to be unset',
  ]);
});

test('and only its series grows', () => {
  const series = { count: 2, lastObservedTime: '2026-01-01T00:01:00.000000Z' };
  expect(events.validateUpdate?.(newer({ series }), newer())).toEqual([]);
  expect(textsOf(events.validateUpdate?.(newer({ note: 'x' }), newer()) ?? [])).toEqual([
    'message: Invalid value: "x": field is immutable',
  ]);
});

test('Events are printed alike through both groups', () => {
  const now = Date.parse('2026-01-01T00:02:30Z');
  const cells = ['2m30s', 'Normal', 'Started', 'pod/web', '', 'example.com/agent, agent-1', 'it runs', '2m30s', 1, 'e'];
  expect(events.columns?.cells(newer(), now)).toEqual(cells);
  expect(core.columns?.cells(toCoreEvent(newer()), now)).toEqual(cells);
  const counted = older({ count: 3, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:02:00Z' });
  expect(core.columns?.cells(counted, now).slice(0, 1)).toEqual(['30s']);
  expect(core.columns?.cells(counted, now).slice(7, 9)).toEqual(['2m30s', 3]);
});

test('Events are selected by the names of each group', () => {
  expect(core.selectableFields?.(toCoreEvent(newer()))).toMatchObject({
    'involvedObject.name': 'web',
    reportingComponent: 'example.com/agent',
    source: 'example.com/agent',
  });
  const fields = events.selectableFields?.(newer());
  expect(fields).toMatchObject({ 'regarding.name': 'web', reportingController: 'example.com/agent' });
  expect(fields).not.toHaveProperty('source');
});
