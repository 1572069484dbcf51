import { StoreError } from '../errors.ts';

/** The time by which one call must have answered. */
export interface Deadline {
  /** Milliseconds left, 0 once over. */
  remaining(): number;
  /** The promise's outcome, or `unavailable` at the deadline. The promise itself goes on. */
  bound<T>(promise: Promise<T>): Promise<T>;
  /** The error of a call whose deadline is over. */
  over(cause?: unknown): StoreError;
}

export function createDeadline(milliseconds: number): Deadline {
  const end = performance.now() + milliseconds;
  const remaining = () => Math.max(0, end - performance.now());
  const over = (cause?: unknown) =>
    new StoreError('unavailable', `Cannot reach the store: Redis must answer within ${milliseconds} ms, got nothing`, {
      cause,
    });
  return {
    remaining,
    over,
    async bound(promise) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(over()), remaining());
      });
      try {
        return await Promise.race([promise, late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
