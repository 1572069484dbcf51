import type { KindBehaviour } from './kind.ts';

/**
 * The kinds that are stored, validated and watched, but that nothing acts on yet. Whoever builds what acts on one
 * deletes its line. Kinds that are mere data (ControllerRevision, PodTemplate) need nobody to act.
 */
const kinds: Readonly<Record<string, readonly string[]>> = {
  '': ['LimitRange', 'ResourceQuota'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  autoscaling: ['HorizontalPodAutoscaler'],
  'certificates.k8s.io': ['CertificateSigningRequest'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['NetworkPolicy'],
  'node.k8s.io': ['RuntimeClass'],
  policy: ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'VolumeAttachment', 'VolumeAttributesClass'],
};

/** The warning of each such kind, by `<group>/<Kind>`. */
export const unenforced: Readonly<Record<string, Pick<KindBehaviour, 'unenforced'>>> = Object.fromEntries(
  Object.entries(kinds).flatMap(([group, names]) =>
    names.map((name) => [
      `${group}/${name}`,
      { unenforced: `${name} is stored, but this version does not act on it yet` },
    ]),
  ),
);
