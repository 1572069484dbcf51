/**
 * How a child and the process that started it know of each other: over the IPC channel, which the kernel closes when
 * either ends, however it ends. A process started without one, as in a container, is its own master.
 */

const ready = 'ready';

/** Tells the supervisor that the process does its work. */
export function tellReady(): void {
  if (process.connected) process.send?.(ready);
}

/** Whether this message from a child says that it is ready. */
export function isReady(message: unknown): boolean {
  return message === ready;
}

/** Calls back once when the process that started this one ends. */
export function onParentGone(listener: () => void): void {
  process.once('disconnect', listener);
}
