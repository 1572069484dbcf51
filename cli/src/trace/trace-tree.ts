import { parseTraceparent, type SpanRecord } from '@flotilla/telemetry';

/** A span in its place among those that it caused. */
export interface TraceNode {
  readonly span: SpanRecord;
  /** By what it hangs on the node above: as its child, or by a link from a trace of its own. */
  readonly by: 'parent' | 'link';
  /** In the order of their starts. */
  readonly below: readonly TraceNode[];
}

/**
 * All spans of a trace, and all that spans of other traces did because of it: those that link to it and those below
 * them. Spans whose parent is not there (it is a client's, or was lost) stand at the top.
 */
export function traceTree(spans: readonly SpanRecord[], traceId: string): TraceNode[] {
  const present = new Set(spans.map(placeOf));
  const children = groupBy(spans, parentsOf);
  const linking = groupBy(spans, linksOf);
  const seen = new Set<string>();

  function nodeOf(span: SpanRecord, by: TraceNode['by']): TraceNode[] {
    const place = placeOf(span);
    if (seen.has(place)) return [];
    seen.add(place);
    const below = [
      ...(children.get(place) ?? []).flatMap((child) => nodeOf(child, 'parent')),
      ...(linking.get(place) ?? []).flatMap((linked) => nodeOf(linked, 'link')),
    ];
    return [{ span, by, below: below.sort((one, other) => one.span.startMs - other.span.startMs) }];
  }

  return spans
    .filter((span) => span.traceId === traceId && !parentsOf(span).some((place) => present.has(place)))
    .sort((one, other) => one.startMs - other.startMs)
    .flatMap((root) => nodeOf(root, 'parent'));
}

/** The tree without reconciles that found nothing to do: nothing came of them. */
export function withoutIdle(nodes: readonly TraceNode[]): TraceNode[] {
  return nodes
    .map((node) => ({ ...node, below: withoutIdle(node.below) }))
    .filter(({ span, below }) => below.length > 0 || span.error !== undefined || !span.name.startsWith('reconcile '));
}

/** Each node with how deep it lies, from the top down. */
export function* walk(nodes: readonly TraceNode[], depth = 0): Generator<{ node: TraceNode; depth: number }> {
  for (const node of nodes) {
    yield { node, depth };
    yield* walk(node.below, depth + 1);
  }
}

function placeOf({ traceId, spanId }: SpanRecord): string {
  return `${traceId}-${spanId}`;
}

/** One place, or none. */
function parentsOf({ traceId, parentSpanId }: SpanRecord): string[] {
  return parentSpanId === undefined ? [] : [`${traceId}-${parentSpanId}`];
}

/** The places in other traces that a span links to: within its own it has its parent. */
function linksOf(span: SpanRecord): string[] {
  return span.links
    .flatMap((link) => parseTraceparent(link) ?? [])
    .filter(({ traceId }) => traceId !== span.traceId)
    .map(({ traceId, spanId }) => `${traceId}-${spanId}`);
}

function groupBy(spans: readonly SpanRecord[], placesOf: (span: SpanRecord) => string[]): Map<string, SpanRecord[]> {
  const groups = new Map<string, SpanRecord[]>();
  for (const span of spans) {
    for (const place of placesOf(span)) {
      const group = groups.get(place);
      if (group === undefined) groups.set(place, [span]);
      else group.push(span);
    }
  }
  return groups;
}
