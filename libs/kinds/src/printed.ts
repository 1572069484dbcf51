import type { KindBehaviour } from './kind.ts';
import { networkPolicyColumns } from './networking/network-policy/columns.ts';
import { podDisruptionBudgetColumns } from './policy/pod-disruption-budget/columns.ts';

/** Kinds that are printed as the reference does before they do anything else. */
export const printed: Readonly<Record<string, Pick<KindBehaviour, 'columns'>>> = {
  'networking.k8s.io/NetworkPolicy': { columns: networkPolicyColumns },
  'policy/PodDisruptionBudget': { columns: podDisruptionBudgetColumns },
};
