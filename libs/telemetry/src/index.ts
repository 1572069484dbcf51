export type { TelemetryOptions } from './create-telemetry.ts';
export { createTelemetry } from './create-telemetry.ts';
export { objectAttribute, objectAttributes, verbAttribute } from './object-attributes.ts';
export { readRing } from './ring/read-ring.ts';
export type { RingLimits } from './ring/ring-sink.ts';
export type { Attributes, AttributeValue, SpanEvent, SpanKind, SpanRecord } from './span-record.ts';
export type { OpenSpan, Span, SpanOptions, Telemetry, TelemetryLog } from './telemetry.ts';
export type { TracePlace } from './traceparent.ts';
export { formatTraceparent, parseTraceparent } from './traceparent.ts';
