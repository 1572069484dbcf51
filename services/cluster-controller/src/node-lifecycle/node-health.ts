import type { NodeView } from '../objects/projections.ts';

/** When each node last showed that it lives, by this process's clock: clocks of nodes are not compared. */
export class NodeHealth {
  readonly #signs = new Map<string, { readonly uid: string; readonly sign: string; readonly seenMs: number }>();

  /**
   * When the node last showed a new sign: a renewed Lease, or a new time of heartbeat in its Ready condition. One that
   * is seen for the first time is given the benefit of the doubt.
   */
  lastSeenMs({ name, uid, conditions }: NodeView, renewedAt: string | undefined, nowMs: number): number {
    const beat = conditions.find(({ type }) => type === 'Ready')?.lastHeartbeatTime;
    const sign = `${renewedAt ?? ''}/${beat ?? ''}`;
    const known = this.#signs.get(name);
    if (known?.uid === uid && known.sign === sign) return known.seenMs;
    this.#signs.set(name, { uid, sign, seenMs: nowMs });
    return nowMs;
  }

  forget(name: string): void {
    this.#signs.delete(name);
  }
}
