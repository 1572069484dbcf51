import type { RunningChild } from '../data/run-state.ts';
import { type Child, type ChildSpec, createChild } from './child.ts';

export interface SupervisorEvents {
  /** The children as they are now. */
  onChange(children: readonly RunningChild[]): void;
  onRestart(child: string, how: string, delayMs: number): void;
}

/** The children of one `up`. */
export interface Supervisor {
  /** Resolves when the child is ready; rejects where it cannot start. */
  start(spec: ChildSpec): Promise<void>;
  /** Stops the named children at once, and does nothing for a name that was not started. */
  stop(names: readonly string[]): Promise<void>;
  /** Stops what still runs, in the reverse order of the starts, but for those named. */
  stopAll(options?: { readonly but: readonly string[] }): Promise<void>;
  /** Who runs. */
  names(): readonly string[];
}

export function createSupervisor(events: SupervisorEvents): Supervisor {
  const children = new Map<string, Child>();
  const tell = () => events.onChange([...children.values()].map((child) => child.describe()));
  const stopOne = async (child: Child) => {
    await child.stop();
    children.delete(child.name);
    tell();
  };
  return {
    names: () => [...children.keys()],
    start: async (spec) => {
      const child = createChild(spec, { onChange: tell, onRestart: events.onRestart });
      children.set(spec.name, child);
      await child.start();
    },
    stop: async (names) => {
      await Promise.all(names.flatMap((name) => children.get(name) ?? []).map(stopOne));
    },
    stopAll: async ({ but } = { but: [] }) => {
      const stopping = [...children.values()].filter(({ name }) => !but.includes(name));
      for (const child of stopping.toReversed()) await stopOne(child);
    },
  };
}
