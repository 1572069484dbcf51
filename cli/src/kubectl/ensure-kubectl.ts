import { findProgram } from '../machine/tools.ts';
import { fetchKubectl } from './fetch-kubectl.ts';

/** Where neither PATH nor `FLOTILLA_KUBECTL` says which kubectl to use. */
const usualVersion = '1.36';

/**
 * A kubectl to run. `FLOTILLA_KUBECTL=1.32` asks for upstream's of that version; otherwise it is PATH's, or upstream's
 * of 1.36 where there is none.
 */
export async function ensureKubectl(): Promise<string> {
  const version = process.env.FLOTILLA_KUBECTL;
  const found = version === undefined ? findProgram('kubectl') : undefined;
  return found ?? (await fetchKubectl(version ?? usualVersion));
}
