import { checkDnsLabel } from '@flotilla/machinery';
import { podTemplateWarnings } from '../../core/pod/template.ts';
import type { JobSpec } from '../../generated/types/batch-v1.ts';

/** A Job's name, or a CronJob's, is part of those of its Pods. */
export function jobNameWarnings(name: string): string[] {
  const complaints = checkDnsLabel(name);
  if (complaints.length === 0) return [];
  const why =
    'this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';
  return [`metadata.name: ${why}: [${complaints.join(' ')}]`];
}

export function jobSpecWarnings(field: string, spec: JobSpec | undefined): string[] {
  return [...indexWarnings(field, spec), ...podTemplateWarnings(`${field}.template`, spec?.template)];
}

const MANY_COMPLETIONS = 100_000;
const MUCH_PARALLELISM = 10_000;

function indexWarnings(field: string, spec: JobSpec | undefined): string[] {
  const { completionMode, completions = 0, parallelism = 0 } = spec ?? {};
  if (completionMode !== 'Indexed' || completions <= MANY_COMPLETIONS || parallelism <= MUCH_PARALLELISM) return [];
  const when = 'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4';
  const what = 'Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [`${field}: ${when}, ${what}`];
}
