import { expect, test } from 'vitest';
import { createLateBoard } from './late-board.ts';
import type { Timer, TimerBoard } from './timers.ts';

const timer: Timer = { key: 'default/a', uid: 'one', dueMs: 0 };

/** Says what is asked of a board, and fires each timer as soon as it is set. */
function recordingBoard(said: string[]): TimerBoard {
  const listeners = new Map<string, (key: string) => void>();
  return {
    timersOf: (controller) => ({
      arm({ key }) {
        said.push(`${controller} sets ${key}`);
        listeners.get(controller)?.(key);
      },
      begin(due) {
        said.push(`${controller} begins`);
        listeners.set(controller, due);
        return () => said.push(`${controller} ends`);
      },
    }),
    close: async () => void said.push('closed'),
  };
}

function lateBoard() {
  const said: string[] = [];
  const board = createLateBoard(async () => {
    said.push('made');
    return recordingBoard(said);
  });
  return { said, board };
}

test('listening makes no board, nor does closing', async () => {
  const { said, board } = lateBoard();
  board.timersOf('job').begin(() => undefined)();
  await board.close();
  expect(said).toEqual([]);
});

test('the first timer makes it, for all who listen then and later', async () => {
  const { said, board } = lateBoard();
  const end = board.timersOf('ended').begin(() => undefined);
  end();
  const fired = new Promise((resolve) => board.timersOf('job').begin(resolve));
  board.timersOf('job').arm(timer);
  board.timersOf('cronjob').arm(timer);
  expect(await fired).toBe('default/a');
  board.timersOf('ttl').begin(() => undefined)();
  await board.close();
  expect(said).toEqual([
    'made',
    'job begins',
    'job sets default/a',
    'cronjob sets default/a',
    'ttl begins',
    'ttl ends',
    'closed',
  ]);
});
