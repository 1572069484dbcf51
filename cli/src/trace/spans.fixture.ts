import type { SpanRecord } from '@flotilla/telemetry';

type Sketch = Partial<SpanRecord> & Pick<SpanRecord, 'name' | 'service'> & { id: string; parent?: string };

/** The trace of the Pod below, and the one whose spans link to it. */
export const podTraceId = '1'.repeat(32);
const otherTraceId = '2'.repeat(32);
const startMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function spanOf({ id, parent, traceId = podTraceId, ...rest }: Sketch): SpanRecord {
  return {
    traceId,
    spanId: spanIdOf(id),
    ...(parent !== undefined && { parentSpanId: spanIdOf(parent) }),
    kind: 'internal',
    attributes: {},
    links: [],
    events: [],
    ...rest,
    startMs: startMs + (rest.startMs ?? 0),
    durationMs: rest.durationMs ?? 0,
  };
}

function spanIdOf(id: string): string {
  return id.padStart(16, '0');
}

export const pod = 'pods:default/hello';
const creates = { 'flotilla.object': pod, 'flotilla.verb': 'create' };

/** A Pod's way from kubectl to its container, in the order in which spans end; times count from the request. */
export const podSpans: readonly SpanRecord[] = [
  spanOf({ id: 'a2', parent: 'a1', service: 'api', name: 'commit', startMs: 2, durationMs: 1.5, attributes: creates }),
  spanOf({ id: 'a1', service: 'api', name: 'POST pods', durationMs: 4.25, attributes: creates }),
  spanOf({ id: 'b1', parent: 'a2', service: 'relay', name: 'publish', startMs: 3.5, durationMs: 0.75 }),
  spanOf({ id: 'c2', parent: 'c1', service: 'scheduler', name: 'commit', startMs: 7, durationMs: 1.25 }),
  spanOf({ id: 'c1', parent: 'b1', service: 'scheduler', name: 'reconcile', startMs: 5, durationMs: 3.5 }),
  spanOf({
    id: 'd2',
    parent: 'd1',
    service: 'node-agent',
    name: 'pull image',
    startMs: 14,
    durationMs: 30,
    error: 'connection reset\nby peer',
  }),
  spanOf({ id: 'd3', parent: 'd1', service: 'node-agent', name: 'start container', startMs: 46, durationMs: 74 }),
  spanOf({ id: 'd1', parent: 'c2', service: 'node-agent', name: 'start pod', startMs: 12, durationMs: 110 }),
  spanOf({
    id: 'e1',
    traceId: otherTraceId,
    service: 'cluster-controller',
    name: 'count pods',
    startMs: 6,
    durationMs: 2,
    links: [`00-${podTraceId}-${spanIdOf('b1')}-01`],
  }),
  spanOf({
    id: 'e2',
    traceId: otherTraceId,
    parent: 'e1',
    service: 'cluster-controller',
    name: 'commit',
    startMs: 7,
    durationMs: 1,
  }),
  spanOf({ id: 'e0', traceId: otherTraceId, service: 'api', name: 'PATCH namespaces', startMs: -100, durationMs: 3 }),
];

/** The same Pod's creation at another time, in a trace of its own. */
export function creationAt(offsetMs: number, changes: Partial<SpanRecord> = {}): SpanRecord {
  const traceId = '3'.repeat(32);
  return spanOf({
    id: 'f1',
    traceId,
    service: 'api',
    name: 'POST pods',
    attributes: creates,
    ...changes,
    startMs: offsetMs,
  });
}
