import type { Filter } from './filter.ts';

/** What all Pods of a node ask for together must not exceed what it has to give. */
export const nodeResources: Filter = {
  name: 'NodeResourcesFit',
  refuse({ demands: { requests } }, { node: { allocatable }, requested, pods }) {
    const reasons: string[] = [];
    let couldMakeRoom = true;
    if (pods.size + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
    for (const [name, wanted] of requests) {
      const available = allocatable.get(name) ?? 0;
      if (wanted === 0 || wanted <= available - (requested.get(name) ?? 0)) continue;
      reasons.push(`Insufficient ${name}`);
      if (wanted > available) couldMakeRoom = false;
    }
    return reasons.length === 0 ? undefined : { reasons, couldMakeRoom };
  },
};
