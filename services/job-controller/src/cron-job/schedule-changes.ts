import type { CronJob } from '@flotilla/kinds/batch/v1';

/**
 * Notices when a CronJob gets another schedule: times at which it would have been due by that one before are not missed.
 */
export class ScheduleChanges {
  readonly #seen = new Map<string, { readonly uid: string; readonly text: string; readonly sinceMs: number }>();

  /** When its schedule was last seen to change; 0 where it has always been the same, as far as is known. */
  sinceMs(path: string, { metadata: { uid = '' }, spec }: CronJob, nowMs: number): number {
    const text = `${spec.timeZone ?? ''} ${spec.schedule}`;
    const before = this.#seen.get(path);
    const isKnown = before?.uid === uid;
    const sinceMs = isKnown ? (before.text === text ? before.sinceMs : nowMs) : 0;
    this.#seen.set(path, { uid, text, sinceMs });
    return sinceMs;
  }

  forget(path: string): void {
    this.#seen.delete(path);
  }
}
