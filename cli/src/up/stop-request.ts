/** How an `up` was asked to end. */
export interface StopRequest {
  readonly signal: AbortSignal;
  /** Whether the one who asked wants the Pods' containers kept. */
  keepsPods(): boolean;
}

/** What `down --keep-pods` sends: an end like SIGTERM's that leaves the Pods' containers running. */
export const keepPodsSignal = 'SIGUSR2';

/**
 * Listens for Ctrl-C, SIGTERM, a closed terminal, and {@link keepPodsSignal}. A second Ctrl-C during the end is
 * ignored: the end takes seconds, and cutting it off would leave things behind.
 */
export function listenForStop(): StopRequest {
  const stopping = new AbortController();
  let keeps = false;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
  process.on(keepPodsSignal, () => {
    keeps ||= !stopping.signal.aborted;
    stopping.abort();
  });
  return { signal: stopping.signal, keepsPods: () => keeps };
}
