import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { askEngine } from './engine-request.ts';
import { hasEnded, identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { findProgram } from './tools.ts';

/** The processes of a Docker Engine that Flotilla started. */
export interface EngineProcesses {
  /** Undefined where one ran already, which is not Flotilla's to stop. */
  readonly containerd: ProcessIdentity | undefined;
  readonly dockerd: ProcessIdentity;
}

const defaultSocket = '/var/run/docker.sock';
const containerdSocket = '/run/containerd/containerd.sock';
const dockerdPidFile = '/var/run/docker.pid';
const startWithinMs = 30_000;

/** The socket that Docker's own clients would use. */
export function engineSocket(): string {
  const host = process.env.DOCKER_HOST ?? '';
  return host.startsWith('unix://') ? host.slice('unix://'.length) : defaultSocket;
}

export async function engineAnswers(socketPath: string): Promise<boolean> {
  return (await askEngine(socketPath, '/_ping'))?.status === 200;
}

/**
 * Starts this machine's Docker Engine at its usual paths, and resolves when it answers: with its processes, or with
 * undefined where systemd has them. The processes outlive Flotilla, as the containers in them must; `--live-restore`
 * keeps the containers when dockerd itself ends.
 */
export async function startEngine(logFile: string): Promise<EngineProcesses | undefined> {
  if (process.getuid?.() !== 0) {
    throw new Error('Cannot start Docker: it must be started by root. Run: sudo dockerd, or use --simulated-nodes');
  }
  if (existsSync('/run/systemd/system')) {
    spawnSync('systemctl', ['start', 'docker'], { stdio: 'ignore' });
    await untilAnswers(logFile, undefined);
    return undefined;
  }
  return startEngineProcesses(logFile);
}

async function startEngineProcesses(logFile: string, former?: ProcessIdentity): Promise<EngineProcesses> {
  const containerd = await startContainerd(logFile, former);
  // A daemon that was killed leaves its file behind, and a zombie of that pid would keep the next one from starting.
  rmSync(dockerdPidFile, { force: true });
  const dockerd = startDaemon(['dockerd', '--containerd', containerdSocket, '--live-restore'], logFile);
  await untilAnswers(logFile, dockerd);
  return { containerd, dockerd };
}

async function startContainerd(logFile: string, former?: ProcessIdentity): Promise<ProcessIdentity | undefined> {
  if (former !== undefined && isRunning(former)) return former;
  return (await accepts(containerdSocket)) ? undefined : startDaemon(['containerd'], logFile);
}

export function engineRuns({ containerd, dockerd }: EngineProcesses): boolean {
  return isRunning(dockerd) && (containerd === undefined || isRunning(containerd));
}

/** Starts again what ended of an engine that Flotilla started; resolves with the processes as they are then. */
export async function mendEngine(processes: EngineProcesses, logFile: string): Promise<EngineProcesses> {
  if (!isRunning(processes.dockerd)) return startEngineProcesses(logFile, processes.containerd);
  // dockerd connects to a new containerd by itself.
  return { ...processes, containerd: await startContainerd(logFile, processes.containerd) };
}

/** Stops an engine that Flotilla started, unless a container runs in it: then it is in use, and stays. */
export async function stopEngine(processes: EngineProcesses, socketPath: string): Promise<'stopped' | 'in use'> {
  const running = await askEngine(socketPath, '/containers/json');
  if (running?.status === 200 && running.body.trim() !== '[]') return 'in use';
  await stopDaemon(processes.dockerd);
  if (processes.containerd !== undefined) await stopDaemon(processes.containerd);
  return 'stopped';
}

async function stopDaemon(daemon: ProcessIdentity): Promise<void> {
  if (!isRunning(daemon)) return;
  process.kill(daemon.pid, 'SIGTERM');
  if (!(await hasEnded(daemon, 15_000))) process.kill(daemon.pid, 'SIGKILL');
}

function startDaemon(command: readonly [string, ...string[]], logFile: string): ProcessIdentity {
  const [program, ...args] = command;
  const log = openSync(logFile, 'a', 0o600);
  const path = findProgram(program) ?? program;
  const daemon = spawn(path, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  daemon.on('error', () => {});
  daemon.unref();
  const identity = daemon.pid === undefined ? undefined : identify(daemon.pid);
  if (identity === undefined) throw new Error(`Cannot start ${program}: it must be installed, see ${logFile}`);
  return identity;
}

async function untilAnswers(logFile: string, dockerd: ProcessIdentity | undefined): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  while (!(await engineAnswers(defaultSocket))) {
    if (Date.now() > deadline || (dockerd !== undefined && !isRunning(dockerd))) {
      throw new Error(`Cannot start Docker: dockerd must answer on ${defaultSocket}. Its log: ${logFile}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether somebody listens on this unix socket. */
function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
