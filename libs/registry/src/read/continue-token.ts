import { badRequestError } from '@flotilla/machinery';

/** Where a listing goes on. `revision` −1: at whatever revision is current then. */
export interface ContinueToken {
  readonly revision: number;
  /** The first path of the next page. */
  readonly from: string;
}

const VERSION = 'meta.k8s.io/v1';

export function formatContinue({ revision, from }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start: from }), 'utf8').toString('base64url');
}

/** Throws 400 for what no listing gave out. */
export function parseContinue(text: string): ContinueToken {
  const bad = (why: string): Error => badRequestError(`continue key is not valid: ${why}`);
  let token: { v?: unknown; rv?: unknown; start?: unknown };
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
  if (token?.v !== VERSION) throw bad(`server does not recognize this encoded version "${String(token?.v)}"`);
  if (typeof token.rv !== 'number' || token.rv === 0)
    throw bad('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof token.start !== 'string' || token.start === '') throw bad('encoded start key, path traversal');
  return { revision: token.rv, from: token.start };
}
