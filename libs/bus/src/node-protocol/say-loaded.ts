import type { Bus } from '../bus.ts';
import { loadedSubject } from '../subjects.ts';
import type { LoadedMessage } from './network.ts';

/** Says what a reader of endpoints that is no node has loaded; while there is no connection, nothing. */
export function sayLoaded(bus: Bus, reader: string, revision: number): void {
  if (!bus.connected()) return;
  bus.publish(loadedSubject(reader), JSON.stringify({ revision } satisfies LoadedMessage));
}
