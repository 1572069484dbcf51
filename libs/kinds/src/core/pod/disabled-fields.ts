import type { PodSpec } from '../../generated/types/core-v1.ts';
import { everyContainer } from './containers.ts';

/** Removes what the reference's default feature gates switch off, as it does: silently. */
export function dropDisabledFields(spec: PodSpec): void {
  delete spec.schedulingGroup;
  for (const source of (spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? [])) {
    delete source.clusterTrustBundle;
    delete source.podCertificate;
  }
  for (const { container } of everyContainer(spec, '')) {
    if (container.lifecycle?.stopSignal === undefined) continue;
    delete container.lifecycle.stopSignal;
    if (Object.keys(container.lifecycle).length === 0) delete container.lifecycle;
  }
}
