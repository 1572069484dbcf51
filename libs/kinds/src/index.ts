import { behaviours } from './behaviours.ts';
import { loadKinds } from './facts/load.ts';
import type { Kinds } from './kind.ts';
import { createKinds } from './kinds.ts';
import { schema } from './schema.ts';

/** Every kind that a default kube-apiserver serves. */
export const kinds: Kinds = createKinds({ facts: loadKinds(), schema, behaviours });

export type {
  Cell,
  Column,
  Columns,
  Kind,
  KindBehaviour,
  KindFacts,
  Kinds,
  NameRule,
  SubresourceFacts,
} from './kind.ts';
export type { Behaviours, KindsDeps } from './kinds.ts';
export { apiVersionOf, createKinds } from './kinds.ts';
export { schema };
