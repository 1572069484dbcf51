import type { Deadline } from '../connection/deadline.ts';
import { StoreError } from '../errors.ts';

/** Bounds how much is under way at once. */
export interface Slots {
  /** Waits for a free slot, first come first served. Rejects with `overloaded` where the queue is full. */
  take(deadline: Deadline): Promise<void>;
  free(): void;
}

export function createSlots(limit: number, queueLimit: number): Slots {
  const queue: { give(): void }[] = [];
  let taken = 0;

  const wait = async (deadline: Deadline) => {
    const turn = Promise.withResolvers<void>();
    const place = { give: turn.resolve };
    queue.push(place);
    try {
      await deadline.bound(turn.promise);
    } catch (error) {
      const index = queue.indexOf(place);
      // Given at the very moment of its deadline: hand it on.
      if (index < 0) free();
      else queue.splice(index, 1);
      throw error;
    }
  };

  const free = () => {
    const first = queue.shift();
    if (first) first.give();
    else taken -= 1;
  };

  return {
    async take(deadline) {
      if (taken < limit) {
        taken += 1;
        return;
      }
      if (queue.length >= queueLimit) {
        throw new StoreError('overloaded', `Cannot commit: at most ${limit + queueLimit} may wait in this process`);
      }
      await wait(deadline);
    },
    free,
  };
}
