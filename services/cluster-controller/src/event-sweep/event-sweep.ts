import { type Clock, type Controller, controller } from '@flotilla/controller';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Store, StoredObject } from '@flotilla/store';
import { Events } from '../objects/kinds.ts';

/** What one sweep takes; the next follows at once where there is more. */
const BATCH = 500;
/** How many deletions are under way at once: a sweep must not crowd out what users write. */
const AT_ONCE = 8;
const SWEEP_EVERY_MS = 30_000;

/** Deletes Events whose hour has passed. */
export function eventSweepController(client: Client, store: Pick<Store, 'expired'>, clock: Clock): Controller {
  return controller('event-sweep')
    .always('events')
    .reconciles(async (resource, signal) => {
      const expired = await store.expired(resource, clock.now(), BATCH);
      for (let from = 0; from < expired.length && !signal.aborted; from += AT_ONCE) {
        await Promise.all(expired.slice(from, from + AT_ONCE).map((event) => deleteEvent(client, event)));
      }
      return { againAfterMs: expired.length === BATCH ? 0 : SWEEP_EVERY_MS };
    });
}

/** One that happened again meanwhile is younger now, and stays. */
async function deleteEvent(client: Client, { key, uid, revision }: StoredObject): Promise<void> {
  try {
    await client.delete(Events, key, { preconditions: { uid, resourceVersion: String(revision) } });
  } catch (error) {
    if (!isStatus(error, 'Conflict')) throw error;
  }
}
