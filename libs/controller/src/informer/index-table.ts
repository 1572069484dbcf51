/** Which objects stand under which value: Pods by the node they run on. */
export class IndexTable<P> {
  readonly #valuesOf: (object: P) => readonly string[];
  readonly #pathsByValue = new Map<string, Set<string>>();

  constructor(valuesOf: (object: P) => readonly string[]) {
    this.#valuesOf = valuesOf;
  }

  /** The paths of the objects that stand under `value`, in the order in which they came. */
  under(value: string): Iterable<string> {
    return this.#pathsByValue.get(value) ?? [];
  }

  change(path: string, before: P | undefined, after: P | undefined): void {
    const left = new Set(before === undefined ? [] : this.#valuesOf(before));
    for (const value of after === undefined ? [] : this.#valuesOf(after)) {
      if (!left.delete(value)) this.#enter(value, path);
    }
    for (const value of left) this.#leave(value, path);
  }

  #enter(value: string, path: string): void {
    const paths = this.#pathsByValue.get(value);
    if (paths === undefined) this.#pathsByValue.set(value, new Set([path]));
    else paths.add(path);
  }

  #leave(value: string, path: string): void {
    const paths = this.#pathsByValue.get(value);
    paths?.delete(path);
    if (paths?.size === 0) this.#pathsByValue.delete(value);
  }
}
