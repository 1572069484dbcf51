import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { isJsonObject, required } from '@flotilla/machinery';
import type { ControllerRevision } from '../../generated/types/apps-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { immutable, nonNegative } from '../../rules/field-rules.ts';
import { controllerRevisionColumns } from './columns.ts';

/** What a StatefulSet or DaemonSet once asked for. Its data never changes; its number may, when it is asked for anew. */
export const controllerRevisionBehaviour: KindBehaviour = {
  validate: (object) => [...nonNegative('revision', (object as unknown as ControllerRevision).revision)],
  validateCreate,
  validateUpdate: (next, previous) => [...immutable('data', next.data, previous.data)],
  columns: controllerRevisionColumns,
};

function validateCreate({ data }: KubernetesObject): FieldError[] {
  if (data === undefined || data === null) return [required('data', 'data is mandatory')];
  return isJsonObject(data) ? [] : [required('data', 'data must be a valid JSON object')];
}
