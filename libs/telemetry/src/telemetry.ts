import type { Attributes, SpanKind } from './span-record.ts';

/** A span that is under way. */
export interface Span {
  /** What work it causes elsewhere carries along. */
  readonly traceparent: string;
  set(attributes: Attributes): void;
  event(name: string, attributes?: Attributes): void;
  /** Marks the span as failed. {@link Telemetry.span} does so for what its work throws. */
  fail(error: unknown): void;
}

/** A span that its holder ends. */
export interface OpenSpan extends Span {
  /** What comes after the end is ignored. */
  end(): void;
}

export interface SpanOptions {
  /**
   * The traceparent that this span continues; `none` begins a trace, and so does text that is no traceparent. Where
   * absent, the span goes on from the active one.
   */
  readonly parent?: string;
  /** Traceparents of what else caused it. Those that are none are left out. */
  readonly links?: readonly string[];
  readonly attributes?: Attributes;
  /** `internal` by default. */
  readonly kind?: SpanKind;
  /** Milliseconds since 1970, where it began before now: as a queue entry's wait. */
  readonly startMs?: number;
}

export type StepOptions = Omit<SpanOptions, 'parent'>;

/** Makes spans, and takes those that others finished. */
export interface Telemetry {
  /** Runs the work within a span, which is the active one for all that the work awaits, and ends it afterwards. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /**
   * As {@link span}, where a span is active; otherwise the work runs without one. For what is part of every write and
   * must not begin a trace of its own: a heartbeat's commit.
   */
  step<T>(name: string, options: StepOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** A span that is not active and that the caller ends. */
  start(name: string, options?: SpanOptions): OpenSpan;
  /** The traceparent of the active span, of whichever telemetry in this process. */
  current(): string | undefined;
  /**
   * Takes finished spans of another process, as parsed from its message: an array of {@link SpanRecord}. What is not
   * one is dropped, and logged.
   */
  record(spans: unknown): void;
  /** Resolves when all finished spans have been handed on. */
  close(): Promise<void>;
}

/** What this package needs of a logger. */
export interface TelemetryLog {
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
