import { engineSocket } from '../machine/engine.ts';
import { askEngine } from '../machine/engine-request.ts';
import { runScript } from '../run-script.ts';
import type { MakeDemoImageInput } from '../scripts/make-demo-image.ts';
import type { Steps } from '../terminal/steps.ts';

/** What the first steps run; `@flotilla/node-agent`, which makes it, is too large for a process that stays. */
export const demoImage = 'localhost/flotilla/busybox:1';

export async function ensureDemoImage(steps: Steps): Promise<void> {
  const dockerSocket = engineSocket();
  const found = await askEngine(dockerSocket, `/images/${demoImage}/json`);
  if (found?.status === 200) return;
  await steps.run(`making the image ${demoImage}`, () =>
    runScript('scripts/make-demo-image.ts', { dockerSocket } satisfies MakeDemoImageInput),
  );
}
