import { ageSince } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn, none, wideColumn } from '../../columns/column.ts';
import type { Pod } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';
import { summarizePod } from './summary.ts';

export const podColumns: Columns = {
  definitions: [
    nameColumn,
    column('Ready', 'string', 'How many of the containers are ready.'),
    column('Status', 'string', 'What the containers are doing together.'),
    column('Restarts', 'string', 'How often containers were started again, and when last.'),
    ageColumn,
    wideColumn('IP', 'string', 'The address of the Pod.'),
    wideColumn('Node', 'string', 'The node that runs the Pod.'),
    wideColumn('Nominated Node', 'string', 'The node that is being cleared for the Pod.'),
    wideColumn('Readiness Gates', 'string', 'How many of the further conditions for being ready are met.'),
  ],
  cells(object, now) {
    const pod = object as Pod;
    const { ready, total, reason, restarts, restartedAt } = summarizePod(pod);
    return [
      pod.metadata.name ?? '',
      `${ready}/${total}`,
      reason,
      restarts > 0 && restartedAt !== undefined ? `${restarts} (${ageSince(restartedAt, now)} ago)` : `${restarts}`,
      ageOf(object, now),
      pod.status?.podIP || none,
      pod.spec?.nodeName || none,
      pod.status?.nominatedNodeName || none,
      readinessGates(pod),
    ];
  },
};

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return none;
  const met = gates.filter(({ conditionType }) => {
    return status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True';
  });
  return `${met.length}/${gates.length}`;
}
