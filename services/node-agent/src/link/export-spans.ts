import { type Bus, spansSubject } from '@flotilla/bus';
import type { TelemetryOptions } from '@flotilla/telemetry';

/** Hands finished spans to the gateway. What cannot be sent is lost: spans are not worth keeping through an outage. */
export function exportSpans(bus: Bus): NonNullable<TelemetryOptions['export']> {
  return (spans) => {
    if (bus.connected()) bus.publish(spansSubject, JSON.stringify(spans));
  };
}
