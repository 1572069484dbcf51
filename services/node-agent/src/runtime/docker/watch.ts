import type { Clock } from '../../clock.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';

/** How long the Engine rests between two tries to listen to it: a restart of dockerd takes about so long. */
const retryMs = 500;

export interface WatchHandlers {
  /** The stream is open: from here on nothing is missed, and what was before must be looked at anew. */
  connected(): Promise<void>;
  /** The stream ended or could not be opened; it is tried again. */
  disconnected(error: EngineError | undefined): void;
  containerChanged(id: string): void;
  imagesChanged(): void;
}

export interface WatchDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  /** See {@link Engine.events}. */
  readonly label: string;
}

/** Follows the Engine's events through its restarts until the signal is aborted. */
export async function watchEngine(
  { engine, clock, label }: WatchDeps,
  handlers: WatchHandlers,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let failure: EngineError | undefined;
    try {
      const events = await engine.events(label, signal);
      await handlers.connected();
      for await (const event of events) {
        if (event.about === 'container') handlers.containerChanged(event.id);
        else handlers.imagesChanged();
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      failure = error;
    }
    if (signal.aborted) return;
    handlers.disconnected(failure);
    await pause(clock, retryMs, signal);
  }
}

function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(delayMs, resolve);
    const stop = () => {
      cancel();
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
