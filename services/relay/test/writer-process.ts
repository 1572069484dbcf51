import { randomUUID } from 'node:crypto';
import { type CommitMeta, createStore, type PutWrite, type Store, StoreError, type Write } from '@flotilla/store';

/** One acknowledged write, as the writer prints it. */
export interface Acknowledged {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly name: string;
  readonly requestId: string;
}

const loops = 6;

/** Writes as fast as it is let until its standard input ends; prints each acknowledged write as a line of JSON. */
async function main(connection: { socketPath: string; password: string }): Promise<void> {
  const store = await createStore({ ...connection, connections: 4 });
  const stopping = new AbortController();
  process.stdin.on('end', () => stopping.abort()).resume();
  await Promise.all(Array.from({ length: loops }, (_, index) => writeOn(store, index, stopping.signal)));
  await store.close();
}

async function writeOn(store: Store, loop: number, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) await live(store, `pod-${loop}-${round}`, round % 3 === 0);
}

/** An object's life: created, updated, and sometimes deleted. */
async function live(store: Store, name: string, dies: boolean): Promise<void> {
  const put: PutWrite = {
    type: 'put',
    key: { resource: 'pods', namespace: 'default', name },
    uid: randomUUID(),
    body: { head: '{"metadata":{"resourceVersion":"', tail: `"},"name":"${name}","filler":"${'x'.repeat(500)}"}` },
    expected: 0,
    terminating: false,
  };
  const created = await write(store, put);
  const updated = created && (await write(store, { ...put, expected: created }));
  if (updated && dies)
    await write(store, { type: 'delete', key: put.key, uid: put.uid, body: put.body, expected: updated });
}

/** The revision, or undefined where Redis was away for too long to know. Any refusal would be a lost or doubled write. */
async function write(store: Store, one: Write): Promise<number | undefined> {
  const requestId = randomUUID();
  const meta: CommitMeta = { user: 'writer', fieldManager: 'crash', time: Date.now(), requestId };
  try {
    const [revision = 0] = await store.commit({ writes: [one], meta });
    const type = one.type === 'delete' ? 'DELETED' : one.expected === 0 ? 'ADDED' : 'MODIFIED';
    console.log(JSON.stringify({ revision, type, name: one.key.name, requestId } satisfies Acknowledged));
    return revision;
  } catch (error) {
    if (error instanceof StoreError && error.remedy === 'unavailable') return undefined;
    throw error;
  }
}

await main(JSON.parse(process.argv[2] ?? ''));
