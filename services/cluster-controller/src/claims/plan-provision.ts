import { localVolumes } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { compareQuantities, parseQuantity } from '@flotilla/machinery';
import { annotations } from './annotations.ts';
import type { Told } from './plan-claim.ts';

/** The node that is to have the volume, as far as it matters here. */
export interface VolumeNode {
  readonly name: string;
  readonly hostname: string;
  /** Where its volumes lie; empty where it keeps none. */
  readonly folder: string;
  /** What its disk has for Pods, as a quantity. */
  readonly storage: string;
}

export type ProvisionPlan =
  | { readonly do: 'create'; readonly volume: PersistentVolume }
  /** Another makes volumes of this class. */
  | { readonly do: 'ask-other'; readonly provisioner: string; readonly told: Told }
  /** It cannot be made; where another node may do, the scheduler is asked again. */
  | { readonly do: 'fail'; readonly told: Told; readonly otherNode: 'may-do' | 'cannot-do' };

/** How a volume for a claim is made. Pure. `node` is the one that was chosen; undefined where it is not there. */
export function planProvision(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  node: VolumeNode | undefined,
): ProvisionPlan {
  const { provisioner = '' } = storageClass;
  if (provisioner !== localVolumes.provisioner) return askOther(provisioner);
  const chosen = claim.metadata.annotations?.[annotations.selectedNode];
  const fail = (why: string, otherNode: 'may-do' | 'cannot-do'): ProvisionPlan => {
    const { name } = storageClass.metadata;
    return { do: 'fail', told: failure(`failed to provision volume with StorageClass "${name}": ${why}`), otherNode };
  };
  if (claim.spec?.volumeMode === 'Block') return fail('volumes of this class cannot be block devices', 'cannot-do');
  if (claim.spec?.dataSourceRef) return fail('volumes of this class cannot be filled from another', 'cannot-do');
  if (chosen === undefined) return fail('its volumeBindingMode must be WaitForFirstConsumer', 'cannot-do');
  if (node === undefined) return fail(`node "${chosen}" not found`, 'may-do');
  if (node.folder === '') return fail(`node "${chosen}" keeps no volumes`, 'may-do');
  const asked = claim.spec?.resources?.requests?.storage ?? '0';
  if (compareQuantities(parseQuantity(asked), parseQuantity(node.storage)) > 0) {
    return fail(`the claim asks for ${asked}, and node "${chosen}" has ${node.storage} for all its Pods`, 'may-do');
  }
  return { do: 'create', volume: localVolume(claim, storageClass, node) };
}

function askOther(provisioner: string): ProvisionPlan {
  if (provisioner.startsWith('kubernetes.io/')) {
    return { do: 'fail', told: failure(`no volume plugin matched name: ${provisioner}`), otherNode: 'cannot-do' };
  }
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  return { do: 'ask-other', provisioner, told: { type: 'Normal', reason: 'ExternalProvisioning', message } };
}

function failure(message: string): Told {
  return { type: 'Warning', reason: 'ProvisioningFailed', message };
}

/** Named after the claim, so that it is made once whoever tries. */
function localVolume(claim: PersistentVolumeClaim, storageClass: StorageClass, node: VolumeNode): PersistentVolume {
  const { namespace, name, uid } = claim.metadata;
  const volumeName = `pvc-${uid}`;
  const hostname = { key: 'kubernetes.io/hostname', operator: 'In', values: [node.hostname] };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeName,
      annotations: { [annotations.provisionedBy]: localVolumes.provisioner, [localVolumes.node]: node.name },
      finalizers: [localVolumes.finalizer],
    },
    spec: {
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? '0' },
      accessModes: claim.spec?.accessModes,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      volumeMode: 'Filesystem',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      local: { path: `${node.folder}/${volumeName}` },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [hostname] }] } },
    },
  };
}
