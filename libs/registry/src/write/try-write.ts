import { CommitRefused, type Guard, type Store, type Write } from '@flotilla/store';
import { decodeBody } from '../body/body.ts';
import { answered } from './answered.ts';

/** Refuses, for a dry run, what a commit would refuse for the state it finds; resolves with 0, the revision of no write. */
export async function tryWrite(store: Store, write: Write, guards: readonly Guard[]): Promise<0> {
  const present = await answered(store.get(write.key));
  if (write.expected === 0 && present !== undefined) throw new CommitRefused({ reason: 'exists', index: 0 });
  if (write.expected > 0) checkPresent(write.expected, present?.revision);
  for (const [index, guard] of guards.entries()) await checkGuard(store, guard, index);
  return 0;
}

function checkPresent(expected: number, revision: number | undefined): void {
  if (revision === undefined) throw new CommitRefused({ reason: 'missing', index: 0 });
  if (revision !== expected) throw new CommitRefused({ reason: 'stale', index: 0, revision });
}

/** Only what admission asks of a request: that an object is there to stay. */
async function checkGuard(store: Store, guard: Guard, index: number): Promise<void> {
  if (guard.type !== 'live') return;
  const holder = await answered(store.get(guard.key));
  if (holder === undefined) throw new CommitRefused({ reason: 'guard', index, why: 'missing' });
  const { deletionTimestamp } = decodeBody(holder.body).metadata;
  if (deletionTimestamp !== undefined) throw new CommitRefused({ reason: 'guard', index, why: 'terminating' });
}
