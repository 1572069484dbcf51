import type { KubernetesObject } from '@flotilla/machinery';
import type { Service } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { serviceColumns } from './columns.ts';
import { applyServiceDefaults } from './defaults.ts';
import { dropTypeDependentFields } from './drop-fields.ts';
import { validateServiceStatusUpdate } from './status-update.ts';
import { validateServiceUpdate } from './update.ts';
import { validateService } from './validation.ts';
import { serviceWarnings } from './warnings.ts';

/** Traffic of an ExternalName never passes the cluster. */
function dropTrafficPolicy(object: KubernetesObject): void {
  const { spec } = object as Service;
  if (spec?.type === 'ExternalName') delete spec.internalTrafficPolicy;
}

/** Its addresses and node ports are given out by the registry, in the commit that writes it. */
export const serviceBehaviour: KindBehaviour = {
  nameRule: 'dns-label',
  createsOnUpdate: true,
  applyDefaults: applyServiceDefaults,
  prepareCreate(object) {
    (object as Service).status = { loadBalancer: {} };
    dropTrafficPolicy(object);
  },
  prepareUpdate(next, previous) {
    dropTypeDependentFields(next, previous);
    dropTrafficPolicy(next);
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: validateServiceStatusUpdate,
  selectableFields(object) {
    const { spec } = object as Service;
    return { 'spec.clusterIP': spec?.clusterIP ?? '', 'spec.type': spec?.type ?? '' };
  },
  columns: serviceColumns,
  warnings: serviceWarnings,
  updateWarnings: serviceWarnings,
};
