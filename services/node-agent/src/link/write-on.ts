import type { Writable } from 'node:stream';

/** Resolves when more may be written, or nobody reads any more: what is written then is lost. */
export async function writeOn(target: Writable | undefined, data: Uint8Array): Promise<void> {
  if (target === undefined || !target.writable || target.write(data)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      target.off('drain', done).off('close', done);
      resolve();
    };
    target.on('drain', done).on('close', done);
  });
}
