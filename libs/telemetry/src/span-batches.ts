import { setImmediate } from 'node:timers/promises';
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
/** Writing one takes about a millisecond of the process's one thread; a fuller one does not wait. */
const batchLimit = 500;
/** About 10 MB of spans, where the sink has stopped taking any. */
const waitingLimit = 10_000;

/** Hands finished spans to one sink, one batch after the other, never making the one who ended a span wait. */
export function createSpanBatches(sink: SpanSink, log: TelemetryLog): SpanBatches {
  const waiting: SpanRecord[] = [];
  let dropped = 0;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    await setImmediate();
    const batch = waiting.splice(0, batchLimit);
    try {
      await sink.write(batch);
      failing = false;
    } catch (error) {
      if (!failing) log.warn('Cannot hand on spans', { sink: sink.name, spans: batch.length, error });
      failing = true;
    }
  }

  /** Once it has caught up: a sink that lags would otherwise fill the log. */
  function tellDropped(): void {
    if (dropped === 0 || waiting.length >= batchLimit) return;
    log.warn('Spans were dropped because their sink was too slow', { sink: sink.name, spans: dropped });
    dropped = 0;
  }

  function schedule(): void {
    if (flushing !== undefined || waiting.length === 0) return;
    if (waiting.length >= batchLimit) flushSoon();
    else timer ??= setTimeout(flushSoon, gatherMs).unref();
  }

  function flushSoon(): void {
    clearTimeout(timer);
    timer = undefined;
    flushing = flush().finally(() => {
      flushing = undefined;
      tellDropped();
      schedule();
    });
  }

  return {
    add(spans) {
      const taken = spans.slice(0, waitingLimit - waiting.length);
      waiting.push(...taken);
      dropped += spans.length - taken.length;
      schedule();
    },
    async close() {
      while (flushing !== undefined || waiting.length > 0) {
        if (flushing === undefined) flushSoon();
        await flushing;
      }
      await sink.close();
    },
  };
}
