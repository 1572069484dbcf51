import type { KubernetesObject } from '@flotilla/machinery';
import type { Node, NodeSpec } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { roundAmounts } from '../resource/rounding.ts';
import { nodeColumns } from './columns.ts';
import { validateNode, validateNodeUpdate } from './validation.ts';

export const nodeBehaviour: KindBehaviour = {
  keepsStatusOnCreate: true,

  applyDefaults(object) {
    const { spec, status } = object as Node;
    if (spec !== undefined) alignRanges(spec);
    if (status?.capacity !== undefined) status.allocatable ??= { ...status.capacity };
    roundAmounts(status?.capacity);
    roundAmounts(status?.allocatable);
  },

  prepareCreate(object) {
    const { spec, status } = object as Node;
    delete spec?.configSource;
    delete status?.config;
  },

  prepareUpdate(next, previous) {
    if ((previous as Node).spec?.configSource === undefined) delete (next as Node).spec?.configSource;
  },

  validate: validateNode,
  validateUpdate: validateNodeUpdate,

  prepareStatusUpdate(next, previous) {
    if ((previous as Node).status?.config === undefined) delete (next as Node).status?.config;
  },

  validateStatusUpdate: validateNodeUpdate,
  columns: nodeColumns,
  selectableFields: (object) => ({ 'spec.unschedulable': String((object as Node).spec?.unschedulable ?? false) }),
  warnings: nodeWarnings,
};

/** `podCIDR` is the first of `podCIDRs`; writers that know only one of them set both. */
function alignRanges(spec: NodeSpec): void {
  const first = spec.podCIDRs?.[0];
  if (spec.podCIDR && spec.podCIDR !== first) spec.podCIDRs = [spec.podCIDR];
  else if (first) spec.podCIDR = first;
}

function nodeWarnings(object: KubernetesObject): string[] {
  const { spec } = object as Node;
  return [
    ...(spec?.configSource === undefined ? [] : ['spec.configSource: the feature is removed']),
    ...(spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
  ];
}
