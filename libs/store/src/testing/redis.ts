import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServerProcess } from '@flotilla/process/testing';
import { redisServerConfig } from '../server-config.ts';
import { openGate } from './gate.ts';

export interface TestRedis {
  /** Configuration, socket and append-only file. */
  readonly dir: string;
  /** What `createStore` and `createOutbox` connect with. */
  readonly connection: { readonly socketPath: string; readonly password: string };
  /** With -9, as a crash would. */
  kill(): Promise<void>;
  /** On the same data, killed first where it still runs. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

export interface TestRedisOptions {
  /** An existing folder with the data of an earlier one; a new temporary folder where absent. */
  readonly dir?: string;
  /** `open` (the default) lets the store commit without a relay; `closed` leaves the gate to a relay. */
  readonly gate?: 'open' | 'closed';
  readonly maxMemoryBytes?: number;
}

/** A real redis-server on a unix socket with a password, configured as in production. */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'flotilla-redis-')));
  const connection = { socketPath: join(dir, 'redis.sock'), password: randomBytes(16).toString('hex') };
  const configFile = join(dir, 'redis.conf');
  const { maxMemoryBytes } = options;
  await mkdir(dir, { recursive: true });
  await writeFile(
    configFile,
    redisServerConfig({ dir, ...connection, ...(maxMemoryBytes === undefined ? {} : { maxMemoryBytes }) }),
    { mode: 0o600 },
  );

  const start = async (): Promise<ServerProcess> => {
    const started = await startServerProcess(['redis-server', configFile], 'ready to accept connections');
    if (options.gate !== 'closed') await openGate(connection);
    return started;
  };
  let server = await start();

  return {
    dir,
    connection,
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
