import { objectAttribute, type SpanRecord, verbAttribute } from '@flotilla/telemetry';

/** The span that made the object, when it was last made; one that was refused made none. */
export function findCreation(spans: Iterable<SpanRecord>, objectId: string): SpanRecord | undefined {
  let last: SpanRecord | undefined;
  for (const span of spans) {
    if (!creates(span, objectId)) continue;
    if (last === undefined || span.startMs > last.startMs) last = span;
  }
  return last;
}

function creates({ attributes, error }: SpanRecord, objectId: string): boolean {
  if (attributes[objectAttribute] !== objectId || attributes[verbAttribute] !== 'create') return false;
  return error === undefined && Number(attributes['http.response.status_code'] ?? 200) < 400;
}
