/** A set's Pods are numbered, and each is named by its number: `web-0`. */
export function podName(set: string, ordinal: number): string {
  return `${set}-${ordinal}`;
}

/** The claim of a Pod for one of the set's templates: `data-web-0`. */
export function claimName(template: string, set: string, ordinal: number): string {
  return `${template}-${podName(set, ordinal)}`;
}

/** The number by which something is named, and what stands before it; undefined where it is not named so. */
export function splitOrdinal(name: string): { readonly parent: string; readonly ordinal: number } | undefined {
  const [, parent = '', digits = ''] = /^(.*)-(0|[1-9][0-9]*)$/.exec(name) ?? [];
  const ordinal = Number(digits);
  return parent === '' || ordinal > 2 ** 31 - 1 ? undefined : { parent, ordinal };
}

/** Labels by which a set's Pods are known. */
export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';
export const REVISION_LABEL = 'controller-revision-hash';

/** What makes a Pod this one of its set's, whatever its template says. */
export function identityLabels(name: string, ordinal: number): Record<string, string> {
  return { [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) };
}
