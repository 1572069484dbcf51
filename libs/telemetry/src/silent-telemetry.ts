import { silentSpan } from './silent-span.ts';
import type { Telemetry } from './telemetry.ts';

/** Runs the work and keeps nothing: for tests of what makes spans by the way. No span is ever active. */
export const silentTelemetry: Telemetry = {
  span: (_name, _options, work) => work(silentSpan),
  step: (_name, _options, work) => work(silentSpan),
  start: () => silentSpan,
  current: () => undefined,
  record: () => {},
  close: async () => {},
};
