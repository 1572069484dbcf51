import { fetchKubectl, findProgram } from '@flotilla/cli/testing';

/** Which kubectl: this machine's, or upstream's of a minor version. */
export type KubectlVersion = 'machine' | '1.32' | '1.36';

/** The oldest that clients are promised, the one this API is of, and whatever people have. */
export const kubectlVersions: readonly KubectlVersion[] = [
  ...(findProgram('kubectl') === undefined ? [] : (['machine'] as const)),
  '1.32',
  '1.36',
];

/** The path of its program, fetched where it is not there. */
export async function findKubectl(version: KubectlVersion): Promise<string> {
  return version === 'machine' ? (findProgram('kubectl') ?? 'kubectl') : fetchKubectl(version);
}
