import { defaultClassOf } from '@flotilla/kinds';
import type { PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { Admission, AdmissionStep } from '../write/admission.ts';

/** What keeps an object while something uses it; cluster-controller takes it away. */
const protections: Readonly<Record<string, string>> = {
  PersistentVolume: 'kubernetes.io/pv-protection',
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
};

const protection = ({ kind }: Admission): string | undefined =>
  kind.group === '' ? protections[kind.kind] : undefined;

/** Source: Kubernetes documentation, "Persistent Volumes", Storage Object in Use Protection. */
const inUseProtection: AdmissionStep = {
  name: 'StorageObjectInUseProtection',
  admit(write) {
    const finalizer = protection(write);
    if (finalizer === undefined || write.operation !== 'create') return [];
    const { metadata } = write.object;
    metadata.finalizers = [...new Set([...(metadata.finalizers ?? []), finalizer])];
    return [];
  },
};

const olderClassName = 'volume.beta.kubernetes.io/storage-class';

/** A claim that names no class gets the default one; an empty name means none. */
const defaultStorageClass: AdmissionStep = {
  name: 'DefaultStorageClass',
  async admit({ kind, operation, object }, { list }) {
    if (operation !== 'create' || kind.group !== '' || kind.kind !== 'PersistentVolumeClaim') return [];
    const { spec } = object as PersistentVolumeClaim;
    if (spec?.storageClassName !== undefined || object.metadata.annotations?.[olderClassName] !== undefined) return [];
    const name = defaultClassOf(await list('storage.k8s.io/v1', 'StorageClass'));
    if (name !== undefined) (object as PersistentVolumeClaim).spec = { ...spec, storageClassName: name };
    return [];
  },
};

export const storageAdmission: readonly AdmissionStep[] = [inUseProtection, defaultStorageClass];
