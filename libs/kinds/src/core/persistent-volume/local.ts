/**
 * How the volumes that are made on nodes' own disks are marked, for the three who deal with them: the controller that
 * makes their objects, the gateway that tells their nodes, and the nodes.
 */
export const localVolumes = {
  /** Stands in StorageClasses, and in `pv.kubernetes.io/provisioned-by` of volumes. */
  provisioner: 'flotilla.dev/local',
  /** Annotation of a volume: the node on whose disk it lies. */
  node: 'flotilla.dev/node',
  /** Keeps a volume that is deleted until its node has removed what was in it. */
  finalizer: 'flotilla.dev/local-data',
  /** Annotation of a Node: the folder on its disk for volumes of this kind. */
  folder: 'flotilla.dev/local-volumes',
} as const;
