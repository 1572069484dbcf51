import { loadTypes } from './facts/load.ts';
import { createSchema } from './facts/schema.ts';

/** The types of all built-in group versions, read from the facts at first use. */
export const schema = createSchema(loadTypes);
