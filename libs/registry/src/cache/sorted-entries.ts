import type { Entry } from './entry.ts';

/** Entries by path, also in the order of their paths: what a listing reads. Insertion and removal are O(log n) and a memmove. */
export class SortedEntries {
  readonly #byPath = new Map<string, Entry>();
  readonly #paths: string[] = [];

  get size(): number {
    return this.#byPath.size;
  }

  get(path: string): Entry | undefined {
    return this.#byPath.get(path);
  }

  set(entry: Entry): void {
    if (!this.#byPath.has(entry.path)) this.#paths.splice(this.#rank(entry.path), 0, entry.path);
    this.#byPath.set(entry.path, entry);
  }

  delete(path: string): void {
    if (this.#byPath.delete(path)) this.#paths.splice(this.#rank(path), 1);
  }

  /** Entries whose paths start with `prefix`, from the first path that is not before `from`. */
  *startingWith(prefix: string, from = prefix): Generator<Entry> {
    for (let index = this.#rank(from); index < this.#paths.length; index++) {
      const path = this.#paths[index] ?? '';
      if (!path.startsWith(prefix)) return;
      const entry = this.#byPath.get(path);
      if (entry !== undefined) yield entry;
    }
  }

  /** How many paths are before this one. */
  #rank(path: string): number {
    let low = 0;
    let high = this.#paths.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#paths[middle] ?? '') < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
