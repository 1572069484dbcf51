import type { MailboxMessage, SyncAnswer, SyncMessage } from '@flotilla/bus';
import { createRecordingLogger } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { LinkDown } from './errors.ts';
import { createMailboxFeed } from './mailbox-feed.ts';

function setUp(answers: (SyncAnswer | Error)[]) {
  const clock = createManualClock();
  const { logger, lines } = createRecordingLogger();
  const asked: SyncMessage[] = [];
  const begun: string[] = [];
  const changed: string[] = [];
  const feed = createMailboxFeed({
    clock,
    log: logger,
    async sync(held) {
      asked.push(held);
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new LinkDown('nobody answers');
      return answer;
    },
    changed: ({ pods }) => changed.push(...pods),
    began: () => begun.push(feed.position().session),
  });
  return { clock, lines, asked, begun, changed, feed };
}

const ok = (session: string): SyncAnswer => ({ ok: true, session });

function podMessage(session: string, sequence: number, uid: string): MailboxMessage {
  return { session, sequence, put: { pods: [{ revision: sequence, object: { metadata: { uid } } }] }, drop: {} };
}

test('a node that misses a message asks for the difference to what it holds', async () => {
  const { clock, asked, begun, changed, feed } = setUp([ok('s'), ok('t')]);
  feed.resync();
  await clock.advance(0);
  feed.receive(podMessage('s', 1, 'a'));
  feed.receive(podMessage('s', 3, 'c'));
  await clock.advance(100);
  expect(asked.map(({ pods }) => pods)).toEqual([{}, { a: 1 }]);
  feed.receive(podMessage('t', 1, 'b'));
  expect(changed).toEqual(['a', 'b']);
  expect(begun).toEqual(['s', 't']);
});

test('without an answer it asks again and again, less and less often, and says so once', async () => {
  const { clock, asked, lines, feed } = setUp([]);
  feed.resync();
  await clock.advance(10_000);
  // After 0, 200, 600, 1400 ms, and then each second.
  expect(asked).toHaveLength(12);
  expect(lines).toHaveLength(1);
});

test('a connection that has returned is not kept waiting', async () => {
  const { clock, asked, feed } = setUp([]);
  feed.resync();
  await clock.advance(1_500);
  const before = asked.length;
  feed.resync();
  await clock.advance(0);
  expect(asked).toHaveLength(before + 1);
});

test('two gateways that each make the node ask cannot make it ask without a pause', async () => {
  const { clock, asked, feed } = setUp(Array.from({ length: 100 }, (_, index) => ok(`s${index}`)));
  feed.resync();
  for (let time = 0; time < 1_000; time += 10) {
    await clock.advance(10);
    feed.receive(podMessage('of the other', 1, 'a'));
  }
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.length).toBeLessThanOrEqual(11);
});

test('a closed feed asks no more', async () => {
  const { clock, asked, feed } = setUp([]);
  feed.resync();
  await clock.advance(0);
  feed.close();
  feed.resync();
  await clock.advance(10_000);
  expect(asked).toHaveLength(1);
});
