/** Chunks on their way from whoever has them to whoever takes them; memory is bounded by who puts, with `isFull`. */
export interface ByteQueue {
  put(bytes: Uint8Array): void;
  isFull(): boolean;
  /** Resolves when it is not full, or will not be read any more. */
  whenRoom(): Promise<void>;
  /** Nothing follows what was put. */
  end(): void;
  /** What was put and not read is dropped, and reading throws. */
  fail(error: Error): void;
  /** Once. Throws the signal's reason when that is aborted. */
  chunks(signal: AbortSignal): AsyncGenerator<Uint8Array>;
}

const LIMIT_BYTES = 256 * 1024;

export function createByteQueue(): ByteQueue {
  const waiting: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  let failure: Error | undefined;
  let unread = false;
  let changed = Promise.withResolvers<void>();
  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const isFull = (): boolean => size >= LIMIT_BYTES && failure === undefined && !unread;
  const take = (): Uint8Array | undefined => {
    const chunk = waiting.shift();
    if (chunk !== undefined) {
      size -= chunk.length;
      change();
    }
    return chunk;
  };
  return {
    isFull,
    put(bytes) {
      if (ended || failure !== undefined || unread) return;
      waiting.push(bytes);
      size += bytes.length;
      change();
    },
    async whenRoom() {
      while (isFull()) await changed.promise;
    },
    end() {
      ended = true;
      change();
    },
    fail(error) {
      failure ??= error;
      change();
    },
    async *chunks(signal) {
      signal.addEventListener('abort', change, { once: true });
      try {
        for (;;) {
          signal.throwIfAborted();
          if (failure !== undefined) throw failure;
          const chunk = take();
          if (chunk !== undefined) yield chunk;
          else if (ended) return;
          else await changed.promise;
        }
      } finally {
        signal.removeEventListener('abort', change);
        unread = true;
        change();
      }
    },
  };
}
