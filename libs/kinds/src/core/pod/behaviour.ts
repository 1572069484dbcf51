import type { Pod } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { bindingSubresource } from './binding.ts';
import { podColumns } from './columns.ts';
import { preparePodCreate } from './create.ts';
import { applyPodDefaults } from './defaults.ts';
import { podDeletionGraceSeconds } from './deletion.ts';
import { ephemeralContainersSubresource } from './ephemeral-update.ts';
import { podSelectableFields } from './selectable-fields.ts';
import { preparePodStatusUpdate, validatePodStatusUpdate } from './status-update.ts';
import { unenforcedFieldWarnings } from './unenforced-fields.ts';
import { preparePodUpdate, validatePodUpdate } from './update.ts';
import { validateNewPod, validatePod } from './validation/pod.ts';
import { podWarnings } from './warnings.ts';

export const podBehaviour: KindBehaviour = {
  applyDefaults: applyPodDefaults,
  prepareCreate: preparePodCreate,
  prepareUpdate: preparePodUpdate,
  validate: validatePod,
  validateCreate: validateNewPod,
  validateUpdate: validatePodUpdate,
  prepareStatusUpdate: preparePodStatusUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  subresources: { binding: bindingSubresource, ephemeralcontainers: ephemeralContainersSubresource },
  columns: podColumns,
  selectableFields: podSelectableFields,
  warnings: (pod) => [...podWarnings(pod), ...unenforcedFieldWarnings((pod as Pod).spec ?? { containers: [] })],
  generation: true,
  deletionGraceSeconds: podDeletionGraceSeconds,
};
