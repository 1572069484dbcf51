import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden } from '@flotilla/machinery';
import type { EphemeralContainer, Pod } from '../../generated/types/core-v1.ts';
import type { SubresourceBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { wholeObject } from '../../rules/field-rules.ts';
import { keepField } from '../../rules/keep-field.ts';
import { sameValue } from '../../rules/same-value.ts';
import { unifiedDiff } from '../../rules/unified-diff.ts';
import { isMirror } from './validation/mirror.ts';
import { validatePod } from './validation/pod.ts';

/** `pods/ephemeralcontainers`: what `kubectl debug` writes. */
export const ephemeralContainersSubresource: SubresourceBehaviour = {
  prepareUpdate(next, previous) {
    const [pod, before] = [next as Pod, previous as Pod];
    const spec = { ...(before.spec ?? { containers: [] }) };
    keepField(spec, pod.spec ?? { containers: [] }, 'ephemeralContainers');
    pod.spec = spec;
    keepField(pod, before, 'status');
  },
  validateUpdate(next, previous) {
    if (isMirror(previous.metadata)) {
      return [forbidden(wholeObject, 'static pods do not support ephemeral containers')];
    }
    return [...validatePod(next), ...changeErrors(listOf(next), listOf(previous))];
  },
};

function listOf(object: KubernetesObject): EphemeralContainer[] {
  return (object as Pod).spec?.ephemeralContainers ?? [];
}

function* changeErrors(next: readonly EphemeralContainer[], before: readonly EphemeralContainer[]): FieldErrors {
  for (const old of before) {
    const error = changeError(
      old,
      next.find(({ name }) => name === old.name),
    );
    if (error !== undefined) yield error;
  }
}

function changeError(old: EphemeralContainer, next: EphemeralContainer | undefined): FieldError | undefined {
  const name = JSON.stringify(old.name);
  const field = 'spec.ephemeralContainers';
  if (next === undefined) return forbidden(field, `existing ephemeral containers ${name} may not be removed\n`);
  if (sameValue(old, next)) return undefined;
  return forbidden(field, `existing ephemeral containers ${name} may not be changed\n${unifiedDiff(old, next)}`);
}
