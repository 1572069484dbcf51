import { scriptMain } from '../run-script.ts';
import type { PrepareInput } from './input.ts';
import { prepare } from './prepare.ts';

/** A process of its own, since what makes certificates and credentials is large and `up` stays. */
await scriptMain<PrepareInput>(prepare);
