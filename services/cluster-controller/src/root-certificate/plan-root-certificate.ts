import { isDeepStrictEqual } from 'node:util';
import type { ConfigMapView, NamespaceView } from '../objects/projections.ts';

export type RootCertificatePlan = 'keep' | 'create' | 'correct';

/** What to do about a namespace's copy of the root certificate, a PEM text. */
export function planRootCertificate(
  namespace: NamespaceView | undefined,
  present: ConfigMapView | undefined,
  certificate: string,
): RootCertificatePlan {
  if (namespace === undefined || namespace.isTerminating) return 'keep';
  if (present === undefined) return 'create';
  return present.isDescribed && isDeepStrictEqual(present.data, dataOf(certificate)) ? 'keep' : 'correct';
}

export function dataOf(certificate: string): Record<string, string> {
  return { 'ca.crt': certificate };
}
