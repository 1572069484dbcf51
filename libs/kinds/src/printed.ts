import { limitRangeColumns } from './core/limit-range/columns.ts';
import { resourceQuotaColumns } from './core/resource-quota/columns.ts';
import type { KindBehaviour } from './kind.ts';
import { networkPolicyColumns } from './networking/network-policy/columns.ts';
import { applyNetworkPolicyDefaults } from './networking/network-policy/defaults.ts';

/** Kinds that are printed, and filled, as the reference does before they do anything else. */
export const printed: Readonly<Record<string, Pick<KindBehaviour, 'columns' | 'applyDefaults'>>> = {
  '/LimitRange': { columns: limitRangeColumns },
  '/ResourceQuota': { columns: resourceQuotaColumns },
  'networking.k8s.io/NetworkPolicy': {
    columns: networkPolicyColumns,
    applyDefaults: applyNetworkPolicyDefaults,
  },
};
