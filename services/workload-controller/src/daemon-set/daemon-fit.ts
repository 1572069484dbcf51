import { isTolerated, nodeMatches } from '@flotilla/kinds';
import type { PodTemplateSpec, Taint } from '@flotilla/kinds/core/v1';
import { daemonTolerations } from './daemon-template.ts';

/** The part of a node that decides which daemons it gets. */
export interface DaemonNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** Whether a node gets a daemon, and whether one that is there already stays. */
export interface DaemonFit {
  readonly starts: boolean;
  readonly stays: boolean;
}

/** A taint that only keeps new Pods away lets a daemon stay that is there already. */
export function daemonFit(template: PodTemplateSpec, node: DaemonNode): DaemonFit {
  const { nodeName, nodeSelector, affinity } = template.spec ?? { containers: [] };
  const isChosen = !nodeName || nodeName === node.name;
  if (!isChosen || !nodeMatches({ nodeSelector, nodeAffinity: affinity?.nodeAffinity }, node)) {
    return { starts: false, stays: false };
  }
  const tolerations = daemonTolerations(template);
  const untolerated = node.taints.filter((taint) => !isTolerated(tolerations, taint)).map(({ effect }) => effect);
  const stays = !untolerated.includes('NoExecute');
  return { starts: stays && !untolerated.includes('NoSchedule'), stays };
}
