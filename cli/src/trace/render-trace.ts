import type { ObjectTrace } from './trace-object.ts';
import { walk, withoutIdle } from './trace-tree.ts';
import { extentOf, renderWaterfall } from './waterfall.ts';

/** For people. `width` is the terminal's, in characters. */
export function renderTrace({ object, traceId, nodes }: ObjectTrace, width: number): string {
  const began = new Date(extentOf(nodes).startMs).toISOString();
  const busy = withoutIdle(nodes);
  const idle = [...walk(nodes)].length - [...walk(busy)].length;
  const left = idle === 0 ? '' : `Left out: ${idle} reconciles that found nothing to do (--json has them)\n`;
  return `${object}, trace ${traceId}, ${began}\n\n${renderWaterfall(busy, width)}\n${left}`;
}

/** For programs: the spans in the waterfall's order, times in milliseconds. */
export function renderTraceJson({ object, traceId, nodes }: ObjectTrace): string {
  const { startMs, durationMs } = extentOf(nodes);
  const spans = Array.from(walk(nodes), ({ node, depth }) => ({
    ...node.span,
    offsetMs: node.span.startMs - startMs,
    depth,
    by: node.by,
  }));
  return `${JSON.stringify({ object, traceId, startMs, durationMs, spans }, null, 2)}\n`;
}
