import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Engine } from '../engine.ts';
import { architectureOf, program } from './program.ts';
import { tar } from './tar.ts';

/** The image of what holds a Pod's namespaces. */
export const pauseImage = 'localhost/flotilla/pause:1';
/** A small userland for the first steps, which no registry is needed for. */
export const demoImage = 'localhost/flotilla/busybox:1';

/** Makes the pause image where the Engine does not have it. */
export async function ensurePauseImage(engine: Engine): Promise<void> {
  if ((await engine.image(pauseImage)) !== undefined) return;
  const { architecture } = await engine.facts();
  const layer = tar([{ path: 'pause', mode: 0o755, content: program('pause', architectureOf(architecture)) }]);
  await engine.importImage(pauseImage, layer, ['ENTRYPOINT ["/pause"]', 'USER 65535:65535']);
}

/**
 * Makes the demo image where the Engine does not have it, from a static busybox of this machine. Answers whether the
 * image is there: false where the machine has no busybox at that path.
 */
export async function ensureDemoImage(engine: Engine, busyboxPath = '/bin/busybox'): Promise<boolean> {
  if ((await engine.image(demoImage)) !== undefined) return true;
  const busybox = await readFile(busyboxPath).catch(() => undefined);
  if (busybox === undefined) return false;
  await engine.importImage(demoImage, busyboxLayer(busybox, await applets(busyboxPath)), ['CMD ["sh"]']);
  return true;
}

/** Debian's busybox lists itself, which would become a link that points at itself. */
async function applets(busyboxPath: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(busyboxPath, ['--list']);
  return stdout.split('\n').filter((name) => name !== '' && name !== 'busybox');
}

function busyboxLayer(busybox: Uint8Array, names: readonly string[]): Buffer {
  const text = (path: string, content: string) => ({ path, mode: 0o644, content: Buffer.from(content) });
  return tar([
    { path: 'bin/busybox', mode: 0o755, content: busybox },
    ...names.map((name) => ({ path: `bin/${name}`, linkTo: 'busybox' })),
    { path: 'tmp/', mode: 0o1777, folder: true },
    { path: 'root/', mode: 0o700, folder: true },
    text('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n'),
    text('etc/group', 'root:x:0:\nnogroup:x:65534:\n'),
  ]);
}
