import type { Logger } from '@flotilla/process';
import type { Telemetry } from '@flotilla/telemetry';
import type { Clock } from '../clock/clock.ts';
import { BackOff, type BackOffSettings, CONTROLLER_BACK_OFF } from '../queue/back-off.ts';
import { type QueueEntry, WorkQueue } from '../queue/work-queue.ts';
import { type Finished, startWorkers } from '../queue/workers.ts';
import { collectWrites, type Writes } from '../writes/round.ts';
import type { Reconcile, Result } from './reconciler.ts';
import type { Source } from './source.ts';

/** What a controller runs with. */
export interface ControllerRuntime {
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly backOff?: BackOffSettings;
}

export interface RunningController {
  /** Aborts what is under way and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface ControllerDescription {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly keys: readonly string[];
  readonly concurrency: number;
  readonly reconcile: Reconcile;
}

/** Works off the keys that the sources tell of, until it is stopped. */
export function startController(description: ControllerDescription, runtime: ControllerRuntime): RunningController {
  const { sources, keys, concurrency } = description;
  const stopping = new AbortController();
  const queue = new WorkQueue(runtime.clock);
  const round = createRound(description, runtime, stopping.signal);
  const ends = sources.map((source) => source.begin((key, causes) => queue.add(key, causes)));
  for (const key of keys) queue.add(key);
  const workers = startWorkers({ queue, concurrency, work: round });
  return {
    async stop() {
      for (const end of ends) end();
      stopping.abort();
      await workers.stop();
    },
  };
}

/** One round of work on a key: reconcile, and then see to it that what was written is seen before the next. */
function createRound(
  { name, sources, reconcile }: ControllerDescription,
  { clock, log, telemetry, backOff: settings = CONTROLLER_BACK_OFF }: ControllerRuntime,
  signal: AbortSignal,
): (entry: QueueEntry) => Promise<Finished> {
  const backOff = new BackOff(settings);
  const traced = ({ key, causes, sinceMs }: QueueEntry): Promise<Result> => {
    const [parent, ...links] = causes;
    if (parent === undefined) return reconcile(key, signal);
    const attributes = { 'flotilla.key': key, 'flotilla.waited_ms': clock.now() - sinceMs };
    return telemetry.span(`reconcile ${name}`, { parent, links, attributes }, () => reconcile(key, signal));
  };
  return async (entry) => {
    const { key, causes } = entry;
    const writes = new Map<string, number>();
    try {
      const result = await collectWrites(writes, () => traced(entry));
      backOff.forget(key);
      const settled = caughtUp(sources, writes);
      return 'done' in result ? { settled } : { settled, again: { afterMs: result.againAfterMs } };
    } catch (error) {
      const afterMs = backOff.next(key);
      if (!signal.aborted) log.warn('reconcile failed', { controller: name, key, againAfterMs: afterMs, error });
      return { settled: caughtUp(sources, writes), again: { afterMs, causes } };
    }
  };
}

/** Resolves when the informers have passed what was written to their kinds. */
async function caughtUp(sources: readonly Source[], writes: Writes): Promise<void> {
  await Promise.all(
    sources.map(async ({ informer }) => {
      const revision = informer === undefined ? undefined : writes.get(informer.resource);
      if (revision !== undefined) await informer?.caughtUp(revision);
    }),
  );
}
