import { type Backend, backendKey } from './backend.ts';

/**
 * Puts backends into slots 0 to n − 1 with as few moves as possible: who stays keeps its slot, who comes takes one that
 * has become free, and only where there are fewer than before do the last ones move into gaps.
 */
export function placed(before: readonly Backend[], now: readonly Backend[]): Backend[] {
  const waiting = new Map(now.map((backend) => [backendKey(backend), backend]));
  const slots = before.slice(0, now.length).map((backend) => {
    const stays = waiting.get(backendKey(backend));
    waiting.delete(backendKey(backend));
    return stays;
  });
  while (slots.length < now.length) slots.push(undefined);
  const rest = waiting.values();
  return slots.flatMap((slot) => slot ?? rest.next().value ?? []);
}
