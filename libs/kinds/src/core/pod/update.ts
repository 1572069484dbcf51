import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden, invalid, required } from '@flotilla/machinery';
import type { Container, Pod, PodSpec, Toleration } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { greatestInt32 } from '../../rules/field-rules.ts';
import { keepField } from '../../rules/keep-field.ts';
import { sameValue } from '../../rules/same-value.ts';
import { unifiedDiff } from '../../rules/unified-diff.ts';
import { withSchedulingOf } from './gated-update.ts';
import { podAnnotationChangeErrors } from './validation/annotations.ts';
import { imageTextErrors } from './validation/container.ts';

const changeable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];

export function preparePodUpdate(object: KubernetesObject, previous: KubernetesObject): void {
  const [next, before] = [(object as Pod).spec, (previous as Pod).spec];
  if (next === undefined || before === undefined) return;
  if (next.priority === undefined) keepField(next, before, 'priority');
  if (next.preemptionPolicy === undefined) keepField(next, before, 'preemptionPolicy');
}

export function validatePodUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...updateErrors(next as Pod & KubernetesObject, previous as Pod & KubernetesObject)];
}

function* updateErrors(next: Pod & KubernetesObject, previous: Pod & KubernetesObject): FieldErrors {
  const [nextNotes, previousNotes] = [next.metadata.annotations ?? {}, previous.metadata.annotations ?? {}];
  yield* podAnnotationChangeErrors('metadata.annotations', nextNotes, previousNotes);
  const [spec, before] = [next.spec ?? { containers: [] }, previous.spec ?? { containers: [] }];
  for (const list of ['containers', 'initContainers'] as const) {
    if ((spec[list] ?? []).length !== (before[list] ?? []).length) {
      return yield forbidden(`spec.${list}`, 'pod updates may not add or remove containers');
    }
    yield* imagesErrors(`spec.${list}`, spec[list] ?? []);
  }
  const deadlines = [...deadlineErrors(spec, before)];
  yield* deadlines;
  if (deadlines.length > 0 && spec.activeDeadlineSeconds !== undefined) return;
  yield* tolerationsErrors(spec.tolerations ?? [], before.tolerations ?? []);
  yield* gatesErrors(spec, before);
  yield* restErrors(spec, before);
}

function* imagesErrors(field: string, containers: readonly Container[]): FieldErrors {
  for (const [index, { image }] of containers.entries()) {
    if (!image) yield required(`${field}[${index}].image`);
    yield* imageTextErrors(`${field}[${index}].image`, image);
  }
}

/** A deadline may come nearer, never go. */
function* deadlineErrors(
  { activeDeadlineSeconds: next }: PodSpec,
  { activeDeadlineSeconds: before }: PodSpec,
): FieldErrors {
  const field = 'spec.activeDeadlineSeconds';
  if (next === undefined) {
    if (before !== undefined) yield invalid(field, undefined, 'must not update from a positive integer to nil value');
  } else if (next < 0 || next > greatestInt32) {
    yield invalid(field, next, `must be between 0 and ${greatestInt32}, inclusive`);
  } else if (before !== undefined && before < next) {
    yield invalid(field, next, 'must be less than or equal to previous value');
  }
}

function* tolerationsErrors(next: readonly Toleration[], before: readonly Toleration[]): FieldErrors {
  const areKept = before.every((old) =>
    next.some((each) => sameValue({ ...old, tolerationSeconds: each.tolerationSeconds }, each)),
  );
  if (!areKept) {
    yield forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds');
  }
}

function* gatesErrors({ schedulingGates: next = [] }: PodSpec, { schedulingGates: before = [] }: PodSpec): FieldErrors {
  for (const [index, { name = '' }] of next.entries()) {
    if (before.some((gate) => gate.name === name)) continue;
    const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
    yield forbidden(`spec.schedulingGates[${index}].name`, why);
  }
}

/** Everything but the changeable fields must be as before. */
function* restErrors(spec: PodSpec, before: PodSpec): FieldErrors {
  if (sameValue(spec, before)) return;
  let unchanged = withChangeableOf(spec, before);
  if ((before.schedulingGates ?? []).length > 0) {
    const gated = withSchedulingOf(unchanged, before);
    yield* gated.errors;
    unchanged = gated.spec;
  }
  if (sameValue(unchanged, before)) return;
  const diff = unifiedDiff(before, unchanged);
  yield forbidden('spec', `pod updates may not change fields other than ${changeable.join(',')}\n${diff}`);
}

function withChangeableOf(spec: PodSpec, before: PodSpec): PodSpec {
  const mayBeOne = (before.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  return {
    ...spec,
    containers: withImagesOf(spec.containers, before.containers) ?? [],
    initContainers: withImagesOf(spec.initContainers, before.initContainers),
    activeDeadlineSeconds: before.activeDeadlineSeconds,
    schedulingGates: before.schedulingGates,
    tolerations: before.tolerations,
    ...(mayBeOne ? { terminationGracePeriodSeconds: before.terminationGracePeriodSeconds } : {}),
  };
}

function withImagesOf(next: Container[] | undefined, before: Container[] | undefined): Container[] | undefined {
  return next?.map((container, index) => ({ ...container, image: before?.[index]?.image }));
}
