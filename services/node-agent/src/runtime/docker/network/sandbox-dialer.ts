import { openConnection } from './open-connection.ts';

/**
 * The program that runs in a sandbox's network and connects from there: each connection is handed to the agent whole and
 * stays in that network. Ends when the agent does not need it any more.
 */

interface Wanted {
  readonly id: number;
  readonly port: number;
}

/** A program may listen on either. */
const loopbacks = ['127.0.0.1', '::1'];

process.on('disconnect', () => process.exit());
process.on('message', ({ id, port }: Wanted) => void answer(id, port));

async function answer(id: number, port: number): Promise<void> {
  const failures: string[] = [];
  for (const host of loopbacks) {
    try {
      const socket = await openConnection(host, port);
      // Nothing may be read from it here: that would be lost.
      process.send?.({ id }, socket);
      return;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  process.send?.({ id, why: failures.join(', ') });
}
