import type { TimerBoard } from './timers.ts';

interface Listener {
  readonly controller: string;
  readonly due: (key: string) => void;
  end?: () => void;
}

/**
 * A board that is made when the first timer is set, so that a cluster without any pays neither for what `make` loads nor
 * for its asking whether one is due. What an earlier process has set does not fire before that: whoever needs it sets it
 * again at its start.
 */
export function createLateBoard(make: () => Promise<TimerBoard>): TimerBoard {
  const listeners = new Set<Listener>();
  let board: TimerBoard | undefined;
  let making: Promise<TimerBoard> | undefined;
  const listen = (listener: Listener, at: TimerBoard): void => {
    listener.end = at.timersOf(listener.controller).begin(listener.due);
  };
  const makeOnce = async (): Promise<TimerBoard> => {
    board = await make();
    for (const listener of listeners) listen(listener, board);
    return board;
  };
  return {
    timersOf: (controller) => ({
      arm(timer) {
        making ??= makeOnce();
        void making.then((made) => made.timersOf(controller).arm(timer));
      },
      begin(due) {
        const listener: Listener = { controller, due };
        listeners.add(listener);
        if (board !== undefined) listen(listener, board);
        return () => {
          listeners.delete(listener);
          listener.end?.();
        };
      },
    }),
    async close() {
      await (await making)?.close();
    },
  };
}
