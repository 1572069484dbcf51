/** Runs tasks, at most so many at a time, the others in the order they came. */
export type Gate = <T>(task: () => Promise<T>) => Promise<T>;

export function createGate(atOnce: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // The place passes to the next one without being free in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
