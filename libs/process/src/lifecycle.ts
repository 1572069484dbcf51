import type { Logger } from './logger.ts';

/** A part of a process that is started and stopped with it. */
export interface Component {
  readonly name: string;
  /** Resolves when the part does its work. The signal is aborted when the process is asked to stop. */
  start?(signal: AbortSignal): Promise<void> | void;
  /** Called in the reverse order of the starts. */
  stop?(): Promise<void> | void;
}

/** Starts the components one after the other, until all run or the signal is aborted; resolves with those started. */
export async function startAll(components: readonly Component[], signal: AbortSignal): Promise<readonly Component[]> {
  const started: Component[] = [];
  for (const component of components) {
    if (signal.aborted) break;
    await component.start?.(signal);
    started.push(component);
  }
  return started;
}

/** Stops in reverse. One that fails to stop is logged, and the others are stopped all the same. */
export async function stopAll(components: readonly Component[], logger: Logger): Promise<void> {
  for (const component of components.toReversed()) {
    try {
      await component.stop?.();
    } catch (error) {
      logger.error('component did not stop', { component: component.name, error });
    }
  }
}
