import { conflictError } from '@flotilla/machinery';
import type { Pod, PodCondition } from '../../generated/types/core-v1.ts';
import type { SubresourceBehaviour } from '../../kind.ts';

/** `pods/binding`: gives a Pod its node, and takes nothing but the node and the labels and annotations that go with it. */
export const bindingSubresource: SubresourceBehaviour = {
  keepsGeneration: true,
  prepareUpdate(next, previous) {
    const [pod, before] = [next as Pod, previous as Pod];
    refuseUnbindable(before);
    const scheduled = scheduledCondition(pod);
    pod.spec = { ...(before.spec ?? { containers: [] }), nodeName: pod.spec?.nodeName };
    const others = (before.status?.conditions ?? []).filter(({ type }) => type !== scheduled.type);
    const { nominatedNodeName: _, ...status } = before.status ?? {};
    pod.status = { ...status, conditions: [...others, scheduled] };
  },
  validateUpdate: () => [],
};

/** Throws 409 with upstream's words. */
function refuseUnbindable({ metadata, spec }: Pod): void {
  const { name = '' } = metadata;
  const refused = (why: string): Error => conflictError({ group: '', name: 'pods/binding' }, name, why);
  if (metadata.deletionTimestamp) throw refused(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (spec?.nodeName) throw refused(`pod ${name} is already assigned to node "${spec.nodeName}"`);
  if ((spec?.schedulingGates ?? []).length > 0) throw refused(`pod ${name} has non-empty .spec.schedulingGates`);
}

/** Whoever binds says when; otherwise nobody does. */
function scheduledCondition({ status }: Pod): PodCondition {
  const given = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return given?.status === 'True' ? given : { type: 'PodScheduled', status: 'True' };
}
