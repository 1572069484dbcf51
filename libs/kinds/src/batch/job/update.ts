import { type FieldError, invalid, type KubernetesObject } from '@flotilla/machinery';
import type { Job, JobSpec } from '../../generated/types/batch-v1.ts';
import type { Container, PodSpec, PodTemplateSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable } from '../../rules/field-rules.ts';
import { keepField } from '../../rules/keep-field.ts';
import { sameValue } from '../../rules/same-value.ts';

export function validateJobUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...updateErrors('spec', next as Job, previous as Job)];
}

const fixed = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

function* updateErrors(field: string, next: Job, previous: Job): FieldErrors {
  const [to, from] = [next.spec, previous.spec];
  if (to === undefined || from === undefined) return;
  yield* completionsErrors(`${field}.completions`, to, from);
  yield* immutable(`${field}.selector`, to.selector, from.selector);
  yield* templateErrors(`${field}.template`, to.template, previous);
  for (const name of fixed) yield* immutable(`${field}.${name}`, to[name], from[name]);
}

/** An indexed Job may be scaled, with as many Pods at once as there are indexes. */
function* completionsErrors(field: string, next: JobSpec, previous: JobSpec): FieldErrors {
  const { completions, parallelism, completionMode } = next;
  if (completionMode !== 'Indexed') return yield* immutable(field, completions, previous.completions);
  if (completions === undefined || completions === previous.completions || completions === parallelism) return;
  yield invalid(field, completions, 'can only be modified in tandem with spec.parallelism');
}

function* templateErrors(field: string, next: PodTemplateSpec, previous: Job): FieldErrors {
  const before = previous.spec?.template ?? {};
  if (!isHeldBack(previous)) return yield* immutable(field, next, before);
  const allowed = withSchedulingOf(next, before);
  yield* immutable(`${field}.spec`, next.spec, withResourcesOf(next.spec, allowed.spec));
}

/** Whether it is suspended and nothing of it runs: then its Pods may still be sent elsewhere, and sized anew. */
function isHeldBack({ spec, status }: Job): boolean {
  const isSuspended = status?.conditions?.some((each) => each.type === 'Suspended' && each.status === 'True') ?? false;
  return spec?.suspend === true && (!status?.startTime || isSuspended) && (status?.active ?? 0) === 0;
}

function withSchedulingOf(next: PodTemplateSpec, before: PodTemplateSpec): PodTemplateSpec {
  const spec: PodSpec = structuredClone(before.spec ?? { containers: [] });
  const wanted: PodSpec = next.spec ?? { containers: [] };
  for (const name of ['nodeSelector', 'tolerations', 'schedulingGates'] as const) keepField(spec, wanted, name);
  const { nodeAffinity: _, ...others } = spec.affinity ?? {};
  const nodeAffinity = wanted.affinity?.nodeAffinity;
  const affinity = nodeAffinity === undefined ? others : { ...others, nodeAffinity };
  if (wanted.affinity !== undefined || !sameValue(affinity, {})) spec.affinity = affinity;
  else delete spec.affinity;
  return { ...before, spec };
}

function withResourcesOf(next: PodSpec | undefined, before: PodSpec | undefined): PodSpec | undefined {
  if (before === undefined || next === undefined) return before;
  for (const list of ['containers', 'initContainers'] as const) takeResources(before[list] ?? [], next[list] ?? []);
  return before;
}

function takeResources(into: readonly Container[], from: readonly Container[]): void {
  if (into.length !== from.length) return;
  for (const [index, container] of into.entries()) {
    const wanted = from[index];
    if (wanted?.name === container.name) keepField(container, wanted, 'resources');
  }
}
