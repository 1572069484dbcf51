import { podFromTemplate } from '@flotilla/controller';
import type { Job } from '@flotilla/kinds/batch/v1';
import type { Container, Pod } from '@flotilla/kinds/core/v1';
import { tracking } from '../objects/tracking-names.ts';
import type { NewPod } from './plan-pods.ts';

/** The longest prefix to which the server adds five letters. */
const LONGEST_PREFIX = 58;
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';

/** A Pod of the Job, to be counted. One of an indexed Job knows its index by annotation, label, host name and variable. */
export function newPod(job: Job, { index, failures }: NewPod): Pod {
  const pod = podFromTemplate(job.spec?.template ?? {}, job);
  const { metadata } = pod;
  metadata.finalizers = [...new Set([...(metadata.finalizers ?? []), tracking.finalizer])];
  if (index === undefined) return pod;
  const { name = '' } = job.metadata;
  const value = String(index);
  const suffix = `-${value}-`;
  metadata.generateName = `${name.slice(0, LONGEST_PREFIX - suffix.length)}${suffix}`;
  metadata.labels = { ...metadata.labels, [tracking.index]: value };
  metadata.annotations = { ...metadata.annotations, [tracking.index]: value };
  if (failures !== undefined) metadata.annotations[tracking.failures] = String(failures.counted);
  if (failures?.ignored) metadata.annotations[tracking.ignoredFailures] = String(failures.ignored);
  const spec = pod.spec ?? { containers: [] };
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) addIndexVariable(container);
  return { ...pod, spec: { ...spec, hostname: `${name}-${value}` } };
}

function addIndexVariable(container: Container): void {
  const { env = [] } = container;
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return;
  const fieldPath = `metadata.labels['${tracking.index}']`;
  container.env = [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef: { fieldPath } } }];
}
