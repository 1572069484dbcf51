/** Named as OpenTelemetry's semantic conventions name them, where they do; Flotilla's own begin with `flotilla.`. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type AttributeValue = string | number | boolean | readonly string[] | readonly number[] | readonly boolean[];

export const spanKinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;

export type SpanKind = (typeof spanKinds)[number];

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since 1970, with fractions. */
  readonly timeMs: number;
  readonly attributes: Attributes;
}

/** A finished span, as the ring keeps it and as node agents send it: plain JSON. */
export interface SpanRecord {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Absent where the span began its trace. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly attributes: Attributes;
  /** Traceparents of what else caused it. */
  readonly links: readonly string[];
  readonly events: readonly SpanEvent[];
  /** Why it failed; absent where it did not. */
  readonly error?: string;
}
