import { engineSocket } from '../machine/engine.ts';
import { askEngine } from '../machine/engine-request.ts';
import { runScript } from '../run-script.ts';
import type { MakeDemoImageInput } from '../scripts/make-demo-image.ts';
import type { Steps } from '../terminal/steps.ts';

/** What the first steps run; `@flotilla/node-agent`, which makes it, is too large for a process that stays. */
export const demoImage = 'localhost/flotilla/busybox:1';

/** A cluster is whole without it: where it cannot be made, that is told and no more. */
export async function ensureDemoImage(steps: Steps, dockerSocket = engineSocket()): Promise<void> {
  const found = await askEngine(dockerSocket, `/images/${demoImage}/json`);
  if (found?.status === 200) return;
  const input: MakeDemoImageInput = { dockerSocket };
  try {
    await steps.run(`making the image ${demoImage}`, () => runScript('scripts/make-demo-image.ts', input));
  } catch (error) {
    steps.say(`  The first steps need another image: ${error instanceof Error ? error.message : String(error)}`);
  }
}
