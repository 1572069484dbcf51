import type { MailboxMessage, SyncMessage } from '@flotilla/bus';
import { createSteppedClock } from '@flotilla/controller/testing';
import { createRecordingLogger } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { eachPart, type Part } from './difference.ts';
import { NodeMailbox } from './mailbox.ts';

const empty: SyncMessage = { pods: {}, configMaps: {}, secrets: {}, node: 0 };

/** A mailbox that is told by the test what its node should hold, and whose messages are kept. */
function setUp() {
  const clock = createSteppedClock();
  const { logger, lines } = createRecordingLogger();
  const wanted = { ...eachPart(() => new Map<string, number>()), node: 0 };
  const bytes = new Map<string, number>();
  const messages: MailboxMessage[] = [];
  const control = {
    /** What is awaited before an object is read. */
    beforeRead: async (_key: string): Promise<void> => {},
    upToDate: async (): Promise<void> => {},
    nodesUpToDate: async (): Promise<void> => {},
  };
  const mailbox = new NodeMailbox('n1', {
    clock,
    log: logger,
    bus: { publish: (_subject, data) => messages.push(JSON.parse(`${data}`)) },
    wanted: {
      upToDate: () => control.upToDate(),
      nodesUpToDate: () => control.nodesUpToDate(),
      of: () => ({ ...wanted, pods: new Map(wanted.pods), configMaps: new Map(wanted.configMaps) }),
      nodeObject: async () => ({ revision: wanted.node, object: { metadata: { name: 'n1' } } }),
      async object(part: Part, key: string) {
        await control.beforeRead(key);
        const revision = wanted[part].get(key);
        if (revision === undefined) return undefined;
        const [namespace, name] = key.split('/');
        return {
          mailed: { revision, object: { metadata: { uid: key, namespace, name } } },
          bytes: bytes.get(key) ?? 1,
        };
      },
    },
  });
  return { clock, lines, wanted, bytes, messages, control, mailbox };
}

const pods = ({ put }: MailboxMessage) => put.pods?.map(({ object }) => (object.metadata as { uid: string }).uid);

test('a node is told nothing before it has asked, then everything, and that it is everything', async () => {
  const { clock, mailbox, messages, wanted } = setUp();
  wanted.pods.set('a', 1);
  wanted.configMaps.set('team/settings', 2);
  mailbox.send();
  await clock.step(0);
  expect(messages).toEqual([]);
  const session = mailbox.begin(empty);
  await clock.step(0);
  expect(messages.map(({ session, sequence }) => ({ session, sequence }))).toEqual(
    [1, 2, 3].map((sequence) => ({ session, sequence })),
  );
  expect(messages[0]?.put.configMaps).toHaveLength(1);
  expect(messages[1] && pods(messages[1])).toEqual(['a']);
  expect(messages[2]).toMatchObject({ put: {}, complete: true });
});

test('what a node holds already is not sent, and what it should not hold is dropped', async () => {
  const { clock, mailbox, messages, wanted } = setUp();
  wanted.pods.set('a', 1);
  mailbox.begin({ ...empty, pods: { a: 1, b: 1 } });
  await clock.step(0);
  expect(messages).toMatchObject([{ put: {}, drop: { pods: ['b'] }, complete: true }]);
});

test('nothing is sent before the caches have what had been committed when the node asked', async () => {
  const { clock, control, mailbox, messages, wanted } = setUp();
  const caughtUp = Promise.withResolvers<void>();
  control.upToDate = () => caughtUp.promise;
  mailbox.begin({ ...empty, pods: { a: 5 } });
  await clock.step(0);
  expect(messages).toEqual([]);
  wanted.pods.set('a', 5);
  caughtUp.resolve();
  await clock.step(0);
  expect(messages).toMatchObject([{ put: {}, drop: { pods: [] }, complete: true }]);
});

test('a Pod that is new to a node comes after the object of the node that it was placed by', async () => {
  const { clock, control, mailbox, messages, wanted } = setUp();
  mailbox.begin(empty);
  await clock.step(0);
  control.nodesUpToDate = async () => {
    wanted.node = 7;
  };
  wanted.pods.set('a', 1);
  mailbox.send();
  await clock.step(0);
  expect(messages.slice(1).map((message) => [message.node?.revision, pods(message)])).toEqual([
    [7, undefined],
    [undefined, ['a']],
  ]);
});

test('a Pod that goes before its turn is not told, and need not be dropped', async () => {
  const { clock, control, mailbox, messages, wanted } = setUp();
  wanted.pods.set('a', 1).set('b', 1);
  control.beforeRead = async () => void wanted.pods.delete('b');
  mailbox.begin(empty);
  mailbox.send();
  await clock.step(0);
  expect(messages.map(pods)).toEqual([['a'], undefined]);
  expect(messages.map(({ drop }) => drop.pods ?? [])).toEqual([[], []]);
});

test('what changes while it is being sent is sent again', async () => {
  const { clock, control, mailbox, messages, wanted } = setUp();
  wanted.pods.set('a', 1).set('b', 1);
  control.beforeRead = async (key) => {
    if (key !== 'b' || wanted.pods.get('a') === 2) return;
    wanted.pods.set('a', 2);
    mailbox.send();
  };
  mailbox.begin(empty);
  await clock.step(0);
  expect(messages.map(({ put }) => put.pods?.map(({ revision }) => revision))).toEqual([[1, 1], undefined, [2]]);
});

test('a node that asks again while it is being told hears the rest in the new session only, all of it', async () => {
  const { clock, bytes, control, mailbox, messages, wanted } = setUp();
  wanted.pods.set('a', 1).set('b', 1);
  bytes.set('a', 2 ** 20).set('b', 2 ** 20);
  let second = '';
  control.beforeRead = async (key) => {
    if (key === 'b' && second === '') second = mailbox.begin(empty);
  };
  const first = mailbox.begin(empty);
  await clock.step(0);
  expect(messages.map((message) => [message.session, message.sequence, pods(message)])).toEqual([
    [first, 1, ['a']],
    [second, 1, ['a']],
    [second, 2, ['b']],
    [second, 3, undefined],
  ]);
  expect(messages.map(({ complete }) => complete)).toEqual([undefined, undefined, undefined, true]);
});

test('what cannot be read now is sent later', async () => {
  const { clock, control, lines, mailbox, messages, wanted } = setUp();
  wanted.pods.set('a', 1);
  control.upToDate = async () => {
    control.upToDate = async () => {};
    throw new Error('no store');
  };
  mailbox.begin(empty);
  await clock.step(0);
  expect(messages).toEqual([]);
  expect(lines).toMatchObject([{ message: 'cannot fill mailbox, trying again', node: 'n1' }]);
  await clock.step(1000);
  expect(messages.map(pods)).toEqual([['a'], undefined]);
});

test('a node that knows another session is made to ask, and so is one that has lost a message', async () => {
  const { clock, mailbox, messages, wanted } = setUp();
  mailbox.beat({ session: 'of another gateway', sequence: 7 });
  expect(messages).toMatchObject([{ sequence: 0, put: {}, drop: {} }]);
  const session = mailbox.begin(empty);
  await clock.step(0);
  wanted.pods.set('a', 1);
  mailbox.send();
  await clock.step(0);
  messages.length = 0;
  // The second message may still be on its way at the first beat, but not at the next.
  mailbox.beat({ session, sequence: 1 });
  expect(messages).toEqual([]);
  mailbox.beat({ session, sequence: 1 });
  expect(messages).toMatchObject([{ sequence: 0 }]);
  expect(messages[0]?.session).not.toBe(session);
});

test('a node that has come along is left alone', async () => {
  const { clock, mailbox, messages } = setUp();
  const session = mailbox.begin(empty);
  await clock.step(0);
  for (let beat = 0; beat < 3; beat++) mailbox.beat({ session, sequence: 1 });
  expect(messages).toHaveLength(1);
});
