import { invalid, notFound } from '@flotilla/machinery';
import type { PodSpec } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { everyContainer } from '../containers.ts';

/** Variables read from a file: it lies in an emptyDir of the Pod. Source: KEP-3721. */
export function* fileVariableErrors(field: string, spec: PodSpec): FieldErrors {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name ?? '', volume]));
  for (const { container, path } of everyContainer(spec, field)) {
    for (const [index, { valueFrom }] of (container.env ?? []).entries()) {
      if (valueFrom?.fileKeyRef === undefined) continue;
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const volume = volumes.get(volumeName);
      const nameField = `${path}.env[${index}].valueFrom.fileKeyRef.volumeName`;
      if (volume === undefined) yield notFound(nameField, volumeName);
      else if (volume.emptyDir === undefined) {
        yield invalid(nameField, volumeName, 'referenced volume must be of type emptyDir');
      }
    }
  }
}
