import { AsyncLocalStorage } from 'node:async_hooks';
import { isSpanRecord } from './is-span-record.ts';
import { createOtlpSink } from './otlp-sink.ts';
import { createRecorder } from './recorder.ts';
import { createRingSink, type RingLimits } from './ring/ring-sink.ts';
import { silentSpan } from './silent-span.ts';
import { createSpanBatches, type SpanSink } from './span-batches.ts';
import type { SpanRecord } from './span-record.ts';
import type { Telemetry, TelemetryLog } from './telemetry.ts';

export interface TelemetryOptions {
  /** The service that the spans are of: `api`. */
  readonly service: string;
  /** Where finished spans are kept for `flotilla trace`. Processes may share a folder. */
  readonly ringFolder?: string;
  readonly ringLimits?: RingLimits;
  /** A collector that takes OTLP over HTTP, without `/v1/traces`: `http://127.0.0.1:4318`. */
  readonly otlpEndpoint?: string;
  /** Gets finished spans in batches: a node agent sends them over NATS. */
  readonly export?: (spans: readonly SpanRecord[]) => void;
  readonly log: TelemetryLog;
}

/** The traceparent of the active span: one a process, whichever of its services' telemetry began the span. */
const active = new AsyncLocalStorage<string>();

/** Spans go to every place that the options name; with none, they only carry the context on. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { service, log } = options;
  const outlets = sinksOf(options).map((sink) => createSpanBatches(sink, log));
  const give = (spans: readonly SpanRecord[]) => {
    for (const outlet of outlets) outlet.add(spans);
  };
  const recorder = createRecorder(service, (span) => give([span]));
  const start: Telemetry['start'] = (name, spanOptions = {}) =>
    recorder.start(name, spanOptions.parent ?? active.getStore(), spanOptions);
  const span: Telemetry['span'] = async (name, spanOptions, work) => {
    const begun = start(name, spanOptions);
    try {
      return await active.run(begun.traceparent, () => work(begun));
    } catch (error) {
      begun.fail(error);
      throw error;
    } finally {
      begun.end();
    }
  };
  return {
    start,
    span,
    step: (name, stepOptions, work) =>
      active.getStore() === undefined ? work(silentSpan) : span(name, stepOptions, work),
    current: () => active.getStore(),
    record: (spans) => give(wholeSpans(spans, log)),
    async close() {
      await Promise.all(outlets.map((outlet) => outlet.close()));
    },
  };
}

function sinksOf(options: TelemetryOptions): SpanSink[] {
  const { service, ringFolder, ringLimits, otlpEndpoint, export: hand } = options;
  const sinks: SpanSink[] = [];
  if (ringFolder !== undefined) sinks.push(createRingSink({ folder: ringFolder, service, ...ringLimits }));
  if (otlpEndpoint !== undefined) sinks.push(createOtlpSink(otlpEndpoint));
  if (hand !== undefined) sinks.push({ name: 'export', write: async (spans) => hand(spans), close: async () => {} });
  return sinks;
}

function wholeSpans(spans: unknown, log: TelemetryLog): SpanRecord[] {
  const all = Array.isArray(spans) ? spans : [spans];
  const whole = all.filter(isSpanRecord);
  if (whole.length < all.length) log.warn('Dropped what is no span', { dropped: all.length - whole.length });
  return whole;
}
