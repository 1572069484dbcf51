import type { Clock } from '@flotilla/controller';

/** What is remembered of each node that has been heard, for as long as it is. */
export interface KnownNodes<T> {
  /** What is remembered of it; made anew for one that is not known. */
  of(node: string): T;
  /** What is remembered of it, if anything. */
  known(node: string): T | undefined;
  heard(node: string): void;
  /** The nodes heard since, in milliseconds since 1970. */
  heardSince(sinceMs: number): string[];
  /** Forgets the nodes that have long been silent. */
  forgetSilent(): void;
  forgetAll(): void;
}

export interface Remembering<T> {
  readonly clock: Clock;
  create(node: string): T;
  forget(remembered: T): void;
}

/** A node that was away for longer is as good as new: it asks for what it lacks. */
const FORGET_AFTER_MS = 5 * 60_000;

export function createKnownNodes<T>({ clock, create, forget }: Remembering<T>): KnownNodes<T> {
  const all = new Map<string, { readonly remembered: T; heardAtMs: number }>();
  const recall = (node: string) => {
    const found = all.get(node) ?? { remembered: create(node), heardAtMs: clock.now() };
    all.set(node, found);
    return found;
  };
  const forgetOnes = (isForgotten: (heardAtMs: number) => boolean): void => {
    for (const [node, { remembered, heardAtMs }] of all) {
      if (!isForgotten(heardAtMs)) continue;
      all.delete(node);
      forget(remembered);
    }
  };
  return {
    of: (node) => recall(node).remembered,
    known: (node) => all.get(node)?.remembered,
    heard(node) {
      recall(node).heardAtMs = clock.now();
    },
    heardSince: (sinceMs) => [...all].filter(([, { heardAtMs }]) => heardAtMs >= sinceMs).map(([node]) => node),
    forgetSilent: () => forgetOnes((heardAtMs) => heardAtMs < clock.now() - FORGET_AFTER_MS),
    forgetAll: () => forgetOnes(() => true),
  };
}
