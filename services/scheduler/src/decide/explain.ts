import type { Refusal } from '../filters/filter.ts';

/**
 * Says in upstream's words why none of the nodes takes a Pod, each reason with the number of nodes that have it. What
 * follows is what the other two steps of upstream's scheduler find when nothing fits: there are no resource claims to
 * give up, and no Pods to displace.
 */
export function explain(refusals: readonly Refusal[], mayPreempt: boolean): string {
  if (refusals.length === 0) return 'no nodes available to schedule pods';
  const main = counted(refusals.map(({ reasons }) => reasons));
  return `${main} no new claims to deallocate, preemption: ${preemption(refusals, mayPreempt)}`;
}

/** The same where it is the Pod that no node of so many can take. */
export function explainAll(reason: string, nodeCount: number, mayPreempt: boolean): string {
  const refusals = Array.from({ length: nodeCount }, (): Refusal => ({ reasons: [reason], couldMakeRoom: false }));
  const main = `0/${nodeCount} nodes are available: ${reason}.`;
  return nodeCount === 0
    ? explain([], mayPreempt)
    : `${main} no new claims to deallocate, preemption: ${preemption(refusals, mayPreempt)}`;
}

function preemption(refusals: readonly Refusal[], mayPreempt: boolean): string {
  if (!mayPreempt) return 'not eligible due to preemptionPolicy=Never.';
  return counted(
    refusals.map(({ couldMakeRoom }) => [
      couldMakeRoom ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling',
    ]),
  );
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.`, sorted as text as upstream does. */
function counted(reasonsByNode: readonly (readonly string[])[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasonsByNode.flat()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const texts = [...counts].map(([reason, count]) => `${count} ${reason}`).toSorted();
  return `0/${reasonsByNode.length} nodes are available: ${texts.join(', ')}.`;
}
