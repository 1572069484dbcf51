/** A place in a trace, as the header `traceparent` of W3C Trace Context carries it. */
export interface TracePlace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Version 00 ends after the flags; later versions may go on after a hyphen. Version ff is forbidden. */
const form =
  /^(?!ff)(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<rest>-.*)?$/;

/** Undefined for what is no traceparent: the reader then begins a trace of its own, as the specification asks. */
export function parseTraceparent(text: string): TracePlace | undefined {
  const { version, traceId, spanId, flags, rest } = form.exec(text)?.groups ?? {};
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  if (isZero(traceId) || isZero(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent(place: TracePlace): string {
  return `00-${place.traceId}-${place.spanId}-${place.sampled ? '01' : '00'}`;
}

function isZero(id: string): boolean {
  return /^0+$/.test(id);
}
