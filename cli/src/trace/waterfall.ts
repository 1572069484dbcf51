import { type TraceNode, walk } from './trace-tree.ts';

/** A bar narrower than this shows nothing. */
const narrowestBar = 20;
/** Deeper spans stand no further to the right, or a long chain of causes would push the names out of sight. */
const deepestIndent = 12;
const widestName = 56;
const timeWidth = '119.99 s'.length;

interface Row {
  readonly service: string;
  readonly name: string;
  readonly start: string;
  readonly duration: string;
  readonly bar: string;
  readonly error: string | undefined;
}

/** When something began and how long it lasted, in milliseconds. */
interface Extent {
  readonly startMs: number;
  readonly durationMs: number;
}

/** The trace as text, a line a span, at most `width` characters wide where its names allow it. */
export function renderWaterfall(nodes: readonly TraceNode[], width: number): string {
  const spans = [...walk(nodes)];
  const whole = extentOf(nodes);
  const services = new Set(spans.map(({ node }) => node.span.service));
  const serviceWidth = longest(['SERVICE', ...services]);
  const nameWidth = longest(['SPAN', ...spans.map(nameOf)]);
  const barWidth = Math.max(narrowestBar, width - serviceWidth - nameWidth - 2 * timeWidth - 8);
  const rows = spans.map((spanAt) => rowOf(spanAt, whole, barWidth));
  const heading = { service: 'SERVICE', name: 'SPAN', start: 'START', duration: 'DURATION', bar: '', error: undefined };
  const lines = [heading, ...rows].flatMap((row) => linesOf(row, serviceWidth, nameWidth));
  const total = `total ${time(whole.durationMs)}: ${count(spans.length, 'span')} of ${count(services.size, 'service')}`;
  return [...lines, '', total].join('\n');
}

/** From the first start to the last end. */
export function extentOf(nodes: readonly TraceNode[]): Extent {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = 0;
  for (const { node } of walk(nodes)) {
    startMs = Math.min(startMs, node.span.startMs);
    endMs = Math.max(endMs, node.span.startMs + node.span.durationMs);
  }
  return { startMs, durationMs: endMs - startMs };
}

function nameOf({ node, depth }: { node: TraceNode; depth: number }): string {
  const mark = node.by === 'link' ? '↪ ' : '';
  const name = `${'  '.repeat(Math.min(depth, deepestIndent))}${mark}${node.span.name}`;
  return name.length > widestName ? `${name.slice(0, widestName - 1)}…` : name;
}

function rowOf(spanAt: { node: TraceNode; depth: number }, whole: Extent, barWidth: number): Row {
  const { span } = spanAt.node;
  return {
    service: span.service,
    name: nameOf(spanAt),
    start: time(span.startMs - whole.startMs),
    duration: time(span.durationMs),
    bar: barOf(span, whole, barWidth),
    error: span.error,
  };
}

/** Each span shows, however short: the first character that it touches, and all that it fills. */
function barOf(span: Extent, whole: Extent, width: number): string {
  const scale = whole.durationMs === 0 ? 0 : width / whole.durationMs;
  const from = Math.min(width - 1, Math.floor((span.startMs - whole.startMs) * scale));
  const length = Math.max(1, Math.min(width - from, Math.round(span.durationMs * scale)));
  return `${' '.repeat(from)}${'█'.repeat(length)}`;
}

function linesOf(
  { service, name, start, duration, bar, error }: Row,
  serviceWidth: number,
  nameWidth: number,
): string[] {
  const columns = [service.padEnd(serviceWidth), name.padEnd(nameWidth), start.padStart(timeWidth)];
  const line = [...columns, duration.padStart(timeWidth), bar].join('  ').trimEnd();
  if (error === undefined) return [line];
  const indent = ' '.repeat(serviceWidth + 2 + name.search(/\S/) + 2);
  return [line, `${indent}failed: ${error.split('\n')[0]}`];
}

function time(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 120_000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${(milliseconds / 60_000).toFixed(1)} min`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}
