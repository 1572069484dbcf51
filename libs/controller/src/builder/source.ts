import type { Informer, InformerChange } from '../informer/informer.ts';

/** Where keys come from. */
export interface KeySource {
  /** Begins telling keys; returns what ends it. */
  begin(add: (key: string, causes?: readonly string[]) => void): () => void;
}

/** One that follows objects tells the keys of all that are there, then of those that change. */
export interface Source extends KeySource {
  readonly informer?: Informer<unknown>;
}

export function sourceOf<P>(informer: Informer<P>, keysOf: (change: InformerChange<P>) => Iterable<string>): Source {
  return {
    informer,
    begin(add) {
      const tell = (change: InformerChange<P>): void => {
        const causes = change.traceparent === undefined ? [] : [change.traceparent];
        for (const key of keysOf(change)) add(key, causes);
      };
      const leave = informer.listen(tell);
      for (const [path, after] of informer.list()) tell({ path, before: undefined, after });
      return leave;
    },
  };
}
