import type { Behaviours } from './kinds.ts';

/** What kinds do beyond their facts, by `<group>/<Kind>`. */
export const behaviours: Behaviours = {};
