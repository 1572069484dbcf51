import type { Filter } from './filter.ts';

/** The order in which shortages are told; others follow in the order in which the Pod names them. */
const FIRST = ['cpu', 'memory', 'ephemeral-storage'];

/** What all Pods of a node ask for together must not exceed what it has to give. */
export const nodeResources: Filter = {
  name: 'NodeResourcesFit',
  refuse({ demands: { requests } }, { node: { allocatable }, requested, pods }) {
    const reasons: string[] = [];
    let couldMakeRoom = true;
    if (pods.size + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
    for (const name of new Set([...FIRST, ...requests.keys()])) {
      const wanted = requests.get(name) ?? 0;
      const available = allocatable.get(name) ?? 0;
      if (wanted === 0 || wanted <= available - (requested.get(name) ?? 0)) continue;
      reasons.push(`Insufficient ${name}`);
      if (wanted > available) couldMakeRoom = false;
    }
    return reasons.length === 0 ? undefined : { reasons, couldMakeRoom };
  },
};
