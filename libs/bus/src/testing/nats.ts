import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServerProcess } from '@flotilla/process/testing';
import { type Authority, createAuthority } from '../credentials/authority.ts';
import { natsServerConfig } from '../credentials/server-config.ts';

export interface TestNats {
  readonly dir: string;
  /** Where the event streams are kept. */
  readonly storeDir: string;
  /** What `connectBus` connects to; the same after a restart. */
  readonly servers: string[];
  /** For `mintService`, `mintNode` and the like. */
  readonly authority: Authority;
  /** With -9, as a crash would. */
  kill(): Promise<void>;
  /** On the same data and port, killed first where it still runs. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** A real nats-server with JetStream in operator mode, configured as in production, on a free port. */
export async function startNats(options: { dir?: string } = {}): Promise<TestNats> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'flotilla-nats-')));
  const storeDir = join(dir, 'streams');
  const configFile = join(dir, 'nats.conf');
  const authority = await createAuthority();
  await mkdir(dir, { recursive: true });

  let port = -1;
  const start = async (): Promise<ServerProcess> => {
    await writeFile(configFile, natsServerConfig(authority, { port, storeDir }), { mode: 0o600 });
    const started = await startServerProcess(['nats-server', '-c', configFile], 'Server is ready');
    port = Number(/Listening for client connections on .*:(\d+)/.exec(started.output)?.[1]);
    return started;
  };
  let server = await start();

  return {
    dir,
    storeDir,
    servers: [`127.0.0.1:${port}`],
    authority,
    kill: () => server.kill(),
    async restart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
