import { backendKey } from './backend.ts';
import { markOf } from './elements.ts';
import { type Front, frontKey } from './front.ts';

/** UDP has no end that the kernel could see: it goes on sending to where a flow was sent first. */
export interface StaleFlow {
  readonly front: Front;
  /** Flows to this backend; absent: flows that were sent nowhere. */
  readonly backend?: string;
}

/** A slot of a front leads elsewhere now, so who remembers it must choose anew. */
export interface StaleAffinity {
  readonly front: Front;
  readonly marks: ReadonlySet<number>;
}

type Fronts = readonly Front[];

/** What the kernel must forget after a change of one Service's fronts. */
export function staleFlows(before: Fronts, after: Fronts): StaleFlow[] {
  const present = byKey(after);
  const past = byKey(before);
  const lost = before.filter(isUdp).flatMap((front) => {
    const kept = new Set((present.get(frontKey(front))?.backends ?? []).map(backendKey));
    const gone = front.backends.filter((backend) => !kept.has(backendKey(backend)));
    return gone.map(({ address }) => ({ front, backend: address }));
  });
  const opened = after.filter(isUdp).filter((front) => {
    return front.backends.length > 0 && (past.get(frontKey(front))?.backends ?? []).length === 0;
  });
  return [...lost, ...opened.map((front) => ({ front }))];
}

export function staleAffinities(before: Fronts, after: Fronts): StaleAffinity[] {
  const present = byKey(after);
  return before
    .filter(({ affinitySeconds }) => affinitySeconds !== undefined)
    .map((front) => {
      const now = present.get(frontKey(front));
      const moved = [...front.backends.keys()].filter((slot) => !isSameSlot(front, now, slot));
      return { front, marks: new Set(moved.map((slot) => markOf(front, slot))) };
    })
    .filter(({ marks }) => marks.size > 0);
}

function isSameSlot(before: Front, after: Front | undefined, slot: number): boolean {
  const [old, now] = [before.backends[slot], after?.backends[slot]];
  return (
    old !== undefined && now !== undefined && backendKey(old) === backendKey(now) && before.masked === after?.masked
  );
}

function byKey(fronts: Fronts): Map<string, Front> {
  return new Map(fronts.map((front) => [frontKey(front), front]));
}

function isUdp({ protocol }: Front): boolean {
  return protocol === 'UDP';
}
