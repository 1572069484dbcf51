import type { Refusal } from '../errors.ts';

/** What the commit script answered. */
export type Verdict =
  | { readonly type: 'done'; readonly first: number }
  | { readonly type: 'gate' }
  | { readonly type: 'overloaded' }
  | { readonly type: 'refused'; readonly refusal: Refusal };

const guardReasons = ['missing', 'uid', 'terminating', 'mark', 'limit'] as const;

export function decodeVerdict(reply: unknown): Verdict {
  const [type, second, third]: unknown[] = Array.isArray(reply) ? reply : [];
  const index = Number(second);
  switch (type) {
    case 'done':
      return { type, first: index };
    case 'gate':
    case 'overloaded':
      return { type };
    case 'exists':
    case 'missing':
      return { type: 'refused', refusal: { reason: type, index } };
    case 'stale':
      return { type: 'refused', refusal: { reason: type, index, revision: Number(third) } };
    case 'guard': {
      const why = guardReasons.find((reason) => reason === third);
      if (why) return { type: 'refused', refusal: { reason: type, index, why } };
    }
  }
  throw new Error(`Cannot read the commit script's answer: ${JSON.stringify(reply)}`);
}
