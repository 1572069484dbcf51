/** A time at which an object is to be looked at although nothing may have changed. */
export interface Timer {
  /** The object's path: the key of the controller that it concerns. */
  readonly key: string;
  /** Another object of that name has timers of its own. */
  readonly uid: string;
  /** Milliseconds since 1970. */
  readonly dueMs: number;
}

/**
 * The timers of one controller. They are hints: what is due is decided by the object and the clock, so one that is lost,
 * late or fires twice changes nothing but when that is seen.
 */
export interface Timers {
  /** Never throws and never waits. A timer that is set already is not set again. */
  arm(timer: Timer): void;
  /** Begins telling the keys of those that fall due; returns what ends it. */
  begin(due: (key: string) => void): () => void;
}

/** Where all controllers of the service have their timers. */
export interface TimerBoard {
  timersOf(controller: string): Timers;
  /** Resolves when its connections are closed. Timers stay set for the next process. */
  close(): Promise<void>;
}
