const shortModes = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** What stands where a volume leaves a choice open. */
export const unset = '<unset>';

/** `RWO,ROX`. */
export function accessModesText(modes: readonly string[] | undefined): string {
  return shortModes
    .filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** The class by its field, or by the annotation of its beta. */
export function storageClassOf(annotations: Readonly<Record<string, string>> | undefined, name?: string): string {
  return annotations?.['volume.beta.kubernetes.io/storage-class'] ?? name ?? '';
}
