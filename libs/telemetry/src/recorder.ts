import { type Span as OtelSpan, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { instrumentation, kindNumber, placeOf, recordOf } from './otel-span.ts';
import type { SpanRecord } from './span-record.ts';
import type { OpenSpan, SpanOptions } from './telemetry.ts';
import { formatTraceparent } from './traceparent.ts';
import { wallClockMs } from './wall-clock.ts';

/** Starts spans; an ended one comes out as a record. */
export interface Recorder {
  start(name: string, parent: string | undefined, options: SpanOptions): OpenSpan;
}

/** An error's message or an attribute may quote a whole object; a span should not. */
const textLimit = 4096;

/** The only place that makes spans with the OpenTelemetry SDK. It registers nothing globally. */
export function createRecorder(service: string, onEnd: (span: SpanRecord) => void): Recorder {
  const tracer = tracerInto((span) => onEnd(recordOf(span, service)));
  return {
    start(name, parent, { attributes = {}, links = [], kind = 'internal', startMs }) {
      const place = parent === undefined ? undefined : placeOf(parent);
      const span = tracer.startSpan(
        name,
        {
          kind: kindNumber(kind),
          attributes: { ...attributes },
          links: links.flatMap((link) => placeOf(link) ?? []).map((context) => ({ context })),
          startTime: startMs ?? wallClockMs(),
        },
        place === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, place),
      );
      return openSpan(span);
    },
  };
}

function tracerInto(onEnd: (span: Parameters<typeof recordOf>[0]) => void) {
  const processor = { onStart: () => {}, onEnd, forceFlush: async () => {}, shutdown: async () => {} };
  const provider = new TracerProvider({
    // Whoever makes a span means it to be kept, also where a client's traceparent says that the client keeps nothing.
    sampler: new AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: textLimit },
    spanProcessors: [processor],
  });
  return provider.getTracer(instrumentation);
}

function openSpan(span: OtelSpan): OpenSpan {
  const { traceId, spanId } = span.spanContext();
  // Held for the span's life, so that a clock that is set meanwhile does not stretch the span.
  const anchorMs = wallClockMs() - performance.now();
  const nowMs = () => anchorMs + performance.now();
  const whileOpen = (change: () => void) => {
    if (span.isRecording()) change();
  };
  return {
    traceparent: formatTraceparent({ traceId, spanId, sampled: true }),
    set: (attributes) => whileOpen(() => span.setAttributes({ ...attributes })),
    event: (name, attributes = {}) => whileOpen(() => span.addEvent(name, { ...attributes }, nowMs())),
    fail: (error) => whileOpen(() => markFailed(span, error)),
    end: () => whileOpen(() => span.end(nowMs())),
  };
}

function markFailed(span: OtelSpan, error: unknown): void {
  const isError = error instanceof Error;
  const message = isError ? error.message : String(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: message.slice(0, textLimit) });
  span.setAttribute('error.type', isError ? error.name : typeof error);
}
