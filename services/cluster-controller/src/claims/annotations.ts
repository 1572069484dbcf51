/** Marks by which those who bind and make volumes work together. Source: Kubernetes documentation, "Well-Known Labels, Annotations and Taints". */
export const annotations = {
  /** Of a claim: it has been bound, so that what it names was not asked for by a user. */
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  /** Of a claim or a volume: the other was chosen for it. */
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  /** Of a volume: who made it. */
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  /** Of a claim: who is to make its volume. */
  provisioner: 'volume.kubernetes.io/storage-provisioner',
  /** Of a claim: the node that the scheduler has chosen for its first Pod. */
  selectedNode: 'volume.kubernetes.io/selected-node',
} as const;
