import { createDockerodeEngine, demoImage, ensureDemoImage } from '@flotilla/node-agent';
import { findProgram } from '../machine/tools.ts';
import { scriptMain } from '../run-script.ts';

export interface MakeDemoImageInput {
  readonly dockerSocket: string;
}

/** Makes the image that the first steps use, so that they need no registry. */
await scriptMain<MakeDemoImageInput>(async ({ dockerSocket }) => {
  if (await ensureDemoImage(createDockerodeEngine(dockerSocket), findProgram('busybox'))) return;
  throw new Error(`Cannot make ${demoImage}: a static busybox must be on PATH (Debian: busybox-static)`);
});
