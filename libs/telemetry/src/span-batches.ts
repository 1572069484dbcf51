import type { SpanRecord } from './span-record.ts';
import type { TelemetryLog } from './telemetry.ts';

/** Where finished spans go. */
export interface SpanSink {
  readonly name: string;
  write(spans: readonly SpanRecord[]): Promise<void>;
  close(): Promise<void>;
}

export interface SpanBatches {
  add(spans: readonly SpanRecord[]): void;
  /** Hands on what waits, then closes the sink. */
  close(): Promise<void>;
}

/** A person who asks for a trace finds it at once; a batch this long costs one write. */
const gatherMs = 200;
/** About 10 MB of spans, where the sink has stopped taking any. */
const waitingLimit = 10_000;

/** Hands finished spans to one sink, one batch after the other, never making the one who ended a span wait. */
export function createSpanBatches(sink: SpanSink, log: TelemetryLog): SpanBatches {
  let waiting: SpanRecord[] = [];
  let dropped = 0;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    if (dropped > 0) log.warn('Spans were dropped because their sink is too slow', { sink: sink.name, spans: dropped });
    dropped = 0;
    try {
      if (batch.length > 0) await sink.write(batch);
      failing = false;
    } catch (error) {
      if (!failing) log.warn('Cannot hand on spans', { sink: sink.name, spans: batch.length, error });
      failing = true;
    }
  }

  function schedule(): void {
    if (timer !== undefined || flushing !== undefined || waiting.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      flushing = flush().finally(() => {
        flushing = undefined;
        schedule();
      });
    }, gatherMs);
    timer.unref();
  }

  return {
    add(spans) {
      const taken = spans.slice(0, waitingLimit - waiting.length);
      waiting.push(...taken);
      dropped += spans.length - taken.length;
      schedule();
    },
    async close() {
      await flushing;
      clearTimeout(timer);
      await flush();
      await sink.close();
    },
  };
}
