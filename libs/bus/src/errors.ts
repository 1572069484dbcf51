/** Nobody answered a request in time, or nobody listens to its subject. Remedy: ask again later. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** No server could be reached in time. Remedy: see that NATS runs, try again. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable';
}
