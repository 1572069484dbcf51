import type { KubernetesObject } from '@flotilla/machinery';
import { ageSince } from '@flotilla/machinery';
import { column, nameColumn, wideColumn } from '../../columns/column.ts';
import type { Event } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const eventColumns: Columns = {
  definitions: [
    column('Last Seen', 'string', 'The time since it happened last.'),
    column('Type', 'string', 'Normal or Warning.'),
    column('Reason', 'string', 'What happened, in one word.'),
    column('Object', 'string', 'What it happened to.'),
    wideColumn('Subobject', 'string', 'The part of the object it happened to.'),
    wideColumn('Source', 'string', 'Who saw it.'),
    column('Message', 'string', 'What happened, in a sentence.'),
    wideColumn('First Seen', 'string', 'The time since it happened first.'),
    wideColumn('Count', 'string', 'How often it happened.'),
    { ...nameColumn, priority: 1 },
  ],
  cells(object, now) {
    const event = object as Event & KubernetesObject;
    const { series, involvedObject } = event;
    const first = event.firstTimestamp || event.eventTime;
    const last = series === undefined ? event.lastTimestamp || first : series.lastObservedTime;
    return [
      ageSince(last, now),
      event.type ?? '',
      event.reason ?? '',
      targetOf(event),
      involvedObject?.fieldPath ?? '',
      sourceOf(event),
      (event.message ?? '').trim(),
      ageSince(first, now),
      series?.count ?? (event.count || 1),
      event.metadata.name ?? '',
    ];
  },
};

function targetOf({ involvedObject }: Event): string {
  const kind = (involvedObject?.kind ?? '').toLowerCase();
  return involvedObject?.name ? `${kind}/${involvedObject.name}` : kind;
}

function sourceOf({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const instance = source?.host || reportingInstance || '';
  return instance === '' ? component : `${component}, ${instance}`;
}
