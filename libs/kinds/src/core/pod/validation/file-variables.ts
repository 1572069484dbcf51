import { invalid, notFound } from '@flotilla/machinery';
import type { PodSpec } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { everyContainer } from '../containers.ts';

/** Variables read from a file: it lies in an emptyDir of the Pod. Source: KEP-3721. */
export function* fileVariableErrors(field: string, spec: PodSpec): FieldErrors {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  for (const { container, path } of everyContainer(spec, field)) {
    for (const [index, { valueFrom }] of (container.env ?? []).entries()) {
      const name = valueFrom?.fileKeyRef?.volumeName;
      if (valueFrom?.fileKeyRef === undefined) continue;
      const volume = volumes.get(name ?? '');
      const nameField = `${path}.env[${index}].valueFrom.fileKeyRef.volumeName`;
      if (volume === undefined) yield notFound(nameField, name ?? '');
      else if (volume.emptyDir === undefined) {
        yield invalid(nameField, name, 'referenced volume must be of type emptyDir');
      }
    }
  }
}
