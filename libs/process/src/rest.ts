/** What a process looked like when it was last looked at. */
export interface Look {
  /** The share of the time since the look before in which the event loop was busy, from 0 to 1. */
  readonly busyShare: number;
  /** What V8 has taken of the machine for its heap. */
  readonly heapBytes: number;
  /** The part of it that is in use, or was when it was last cleared up. */
  readonly usedBytes: number;
}

const lookEveryMs = 10_000;
const mostBusyShare = 0.1;
const mebibyte = 1024 * 1024;
/** Less is not worth the few dozen milliseconds for which the process stands still. */
const leastBytes = 8 * mebibyte;
/** A full collection takes more than a millisecond for each megabyte in use. */
const mostBytes = 256 * mebibyte;

/**
 * Gives memory back whenever the process has come to rest, until the signal is aborted. V8 collects when it needs room;
 * at rest it needs none, and keeps what start and load have made it take: a third of a control plane. Smaller bounds
 * for V8 would do the same, but cost a fifth of the processor under load.
 */
export function giveBackAtRest(signal: AbortSignal): void {
  let before = performance.eventLoopUtilization();
  let keptBytes = 0;
  const look = async () => {
    const now = performance.eventLoopUtilization();
    const { utilization: busyShare } = performance.eventLoopUtilization(now, before);
    before = now;
    if (!isWorthCollecting({ busyShare, ...heapNow() }, keptBytes)) return;
    await collectGarbage();
    keptBytes = heapNow().heapBytes;
  };
  const timer = setInterval(() => void look(), lookEveryMs).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** `keptBytes` is what V8 held after the last collection. */
export function isWorthCollecting({ busyShare, heapBytes, usedBytes }: Look, keptBytes: number): boolean {
  return busyShare <= mostBusyShare && usedBytes <= mostBytes && heapBytes >= keptBytes + leastBytes;
}

/** The only full collection that also shrinks the space for new objects, and that needs no flag. */
export async function collectGarbage(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}

function heapNow(): Pick<Look, 'heapBytes' | 'usedBytes'> {
  const { heapTotal, heapUsed } = process.memoryUsage();
  return { heapBytes: heapTotal, usedBytes: heapUsed };
}
