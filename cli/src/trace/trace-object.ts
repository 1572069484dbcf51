import { idOf, type ObjectKey } from '@flotilla/machinery';
import { defaultRingLimits, readRing, type SpanRecord } from '@flotilla/telemetry';
import { findCreation } from './find-creation.ts';
import { type TraceNode, traceTree } from './trace-tree.ts';

/** How an object came to be, and all that followed from it. */
export interface ObjectTrace {
  /** `pods:default/hello` */
  readonly object: string;
  readonly traceId: string;
  readonly nodes: readonly TraceNode[];
}

/**
 * Reads the ring of a data folder, whether its cluster runs or not. Throws with a sentence for the user where the ring
 * does not hold the object's making.
 */
export async function traceObject(ringFolder: string, key: ObjectKey): Promise<ObjectTrace> {
  const object = idOf(key);
  const spans = await Array.fromAsync(readRing(ringFolder));
  const creation = findCreation(spans, object);
  if (creation === undefined) throw new Error(`Cannot trace ${object}: ${whyAbsent(spans, ringFolder)}`);
  return { object, traceId: creation.traceId, nodes: traceTree(spans, creation.traceId) };
}

function whyAbsent(spans: readonly SpanRecord[], ringFolder: string): string {
  if (spans.length === 0) return `${ringFolder} must hold the spans of a cluster, got none`;
  const oldestMs = spans.reduce((oldest, { startMs }) => Math.min(oldest, startMs), Number.POSITIVE_INFINITY);
  const megabytes = (defaultRingLimits.segments * defaultRingLimits.segmentBytes) / 1024 / 1024;
  return (
    `it must have been created since ${new Date(oldestMs).toISOString()}, and was not. ` +
    `${ringFolder} keeps the last ${megabytes} MB of spans, now ${spans.length}`
  );
}
