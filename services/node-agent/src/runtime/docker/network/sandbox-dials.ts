import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../../clock.ts';
import type { SandboxProcess } from './pod-network.ts';

/** Connects from within sandboxes' networks, which only a process that is in them can. */
export interface SandboxDials {
  /** Rejects with what keeps the connection from being made. */
  dial(sandbox: SandboxProcess, port: number): Promise<Socket>;
  /** Ends connections within the sandbox of that id: each would keep its network, and its address, alive. */
  release(sandboxId: string): void;
  close(): void;
}

/** How long a dialer waits for more: it takes 100 ms to start, and 70 MB while it is there. */
const IDLE_MS = 15_000;

export function createSandboxDials(clock: Clock): SandboxDials {
  /** By their sandboxes' ids. */
  const dialers = new Map<string, Dialer>();
  const connections = new Map<string, Set<Socket>>();
  const keep = (id: string, connection: Socket): Socket => {
    const all = connections.get(id) ?? new Set();
    connections.set(id, all.add(connection));
    connection.once('close', () => {
      all.delete(connection);
      if (all.size === 0 && connections.get(id) === all) connections.delete(id);
    });
    return connection;
  };
  return {
    async dial({ id, pid }, port) {
      const dialer = dialers.get(id) ?? startDialer(pid, clock, () => dialers.delete(id));
      dialers.set(id, dialer);
      return keep(id, await dialer.dial(port));
    },
    release(id) {
      dialers.get(id)?.end();
      for (const connection of connections.get(id) ?? []) connection.destroy();
    },
    close() {
      for (const dialer of dialers.values()) dialer.end();
    },
  };
}

interface Dialer {
  dial(port: number): Promise<Socket>;
  end(): void;
}

interface Answer {
  readonly id: number;
  readonly why?: string;
}

/** `ended`: it takes no more. */
function startDialer(pid: number, clock: Clock, ended: () => void): Dialer {
  const waiting = new Map<number, PromiseWithResolvers<Socket>>();
  const child = start(pid);
  let lastId = 0;
  let cancelEnd = (): void => {};
  const end = (): void => {
    cancelEnd();
    ended();
    if (child.connected) child.disconnect();
  };
  const failAll = (why: string): void => {
    ended();
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
  };
  child.on('error', (error) => failAll(error.message));
  child.on('exit', () => failAll('the Pod is gone'));
  child.on('message', ({ id, why }: Answer, connection) => {
    const wish = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) cancelEnd = clock.after(IDLE_MS, end);
    if (!(connection instanceof Socket)) wish?.reject(new Error(why ?? 'the connection has ended'));
    else if (wish === undefined) connection.destroy();
    else wish.resolve(halfOpen(connection));
  });
  return {
    dial(port) {
      cancelEnd();
      const wish = Promise.withResolvers<Socket>();
      waiting.set(++lastId, wish);
      child.send({ id: lastId, port }, (error) => error && failAll(error.message));
      return wish.promise;
    },
    end,
  };
}

function start(pid: number): ChildProcess {
  const program = [process.execPath, join(import.meta.dirname, 'sandbox-dialer.ts')];
  return spawn('nsenter', ['-t', String(pid), '-n', ...program], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
}

/** A socket that comes from another process would end its own direction with the other's. */
function halfOpen(connection: Socket): Socket {
  connection.allowHalfOpen = true;
  return connection;
}
