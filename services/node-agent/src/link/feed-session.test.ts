import type { MailboxMessage } from '@flotilla/bus';
import { expect, test } from 'vitest';
import { FeedSession } from './feed-session.ts';

const message = (session: string, sequence: number): MailboxMessage => ({ session, sequence, put: {}, drop: {} });
const applied = (...messages: MailboxMessage[]) => ({ apply: messages, missed: false });
const missed = { apply: [], missed: true };

function begun(): FeedSession<MailboxMessage> {
  const session = new FeedSession<MailboxMessage>();
  session.asking();
  session.begin({ session: 's', sequence: 0 });
  return session;
}

test('messages are applied in order, and none twice', () => {
  const session = begun();
  expect(session.receive(message('s', 1))).toEqual(applied(message('s', 1)));
  expect(session.receive(message('s', 1))).toEqual(applied());
  expect(session.receive(message('s', 2))).toEqual(applied(message('s', 2)));
  expect(session.position).toEqual({ session: 's', sequence: 2 });
});

test('a gap is noticed, and what comes after it is not applied', () => {
  const session = begun();
  expect(session.receive(message('s', 2))).toEqual(missed);
  expect(session.position).toEqual({ session: 's', sequence: 0 });
});

test('a message of a session that is not known is not applied', () => {
  expect(begun().receive(message('other', 1))).toEqual(missed);
  expect(new FeedSession<MailboxMessage>().receive(message('other', 1))).toEqual(missed);
});

test('what overtakes the answer that begins its session is applied after it', () => {
  const session = begun();
  session.asking();
  for (const early of [message('s', 1), message('t', 1), message('t', 2)]) {
    expect(session.receive(early)).toEqual(applied());
  }
  expect(session.begin({ session: 't', sequence: 0 })).toEqual(applied(message('t', 1), message('t', 2)));
  expect(session.receive(message('t', 3))).toEqual(applied(message('t', 3)));
});

test('a gap in what overtook the answer is noticed', () => {
  const session = begun();
  session.asking();
  for (const early of [message('t', 1), message('t', 3)]) session.receive(early);
  expect(session.begin({ session: 't', sequence: 0 })).toEqual({ apply: [message('t', 1)], missed: true });
});

test('without an answer no session is known', () => {
  const session = begun();
  session.asking();
  session.unanswered();
  expect(session.position.session).toBe('');
  expect(session.receive(message('s', 1))).toEqual(missed);
});
