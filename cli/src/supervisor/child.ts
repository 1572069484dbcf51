import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { isReady } from '@flotilla/process';
import type { RunningChild } from '../data/run-state.ts';
import { identify } from '../machine/process-identity.ts';
import { type BackOff, createBackOff } from './back-off.ts';

export interface ChildSpec {
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** Gets what the child writes. */
  readonly logFile: string;
  /** Whether it does its work; where absent, the child says so itself over IPC. */
  readonly probe?: () => Promise<boolean>;
}

export interface ChildEvents {
  /** Anything in {@link Child.describe} changed. */
  onChange(): void;
  /** It ended by itself and is started again after this delay. */
  onRestart(child: string, how: string, delayMs: number): void;
}

/** A process that is started again whenever it ends, until it is stopped. */
export interface Child {
  readonly name: string;
  /** Resolves when it is ready; rejects where it ends before that for the first time. */
  start(): Promise<void>;
  stop(): Promise<void>;
  describe(): RunningChild;
}

/** How long a child may take to stop before it is killed. A service cuts itself off after 4 s. */
const stopWithinMs = 8_000;
const probeEveryMs = 20;

export function createChild(spec: ChildSpec, events: ChildEvents): Child {
  return new SupervisedChild(spec, events);
}

class SupervisedChild implements Child {
  readonly name: string;
  readonly #spec: ChildSpec;
  readonly #events: ChildEvents;
  readonly #backOff: BackOff = createBackOff();
  #process: ChildProcess | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #stopping = false;
  #since = 0;
  #restarts = 0;

  constructor(spec: ChildSpec, events: ChildEvents) {
    this.name = spec.name;
    this.#spec = spec;
    this.#events = events;
  }

  async start(): Promise<void> {
    const child = this.#spawn();
    const ended = new Promise<never>((_, reject) => {
      child.once('exit', (code, signal) => reject(new Error(`${this.name} ended (${describeEnd(code, signal)})`)));
      child.once('error', reject);
    });
    await Promise.race([this.#untilReady(child), ended]);
    // From here on an end is followed by a restart.
    child.once('exit', (code, signal) => this.#onEnd(code, signal));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restartTimer);
    const child = this.#process;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await ended;
    clearTimeout(timer);
  }

  describe(): RunningChild {
    const pid = this.#process?.pid;
    const process = pid === undefined ? undefined : identify(pid);
    return { name: this.name, process, since: this.#since, restarts: this.#restarts };
  }

  #spawn(): ChildProcess {
    const { command, environment, logFile, probe } = this.#spec;
    const log = openSync(logFile, 'a', 0o600);
    const [program, ...args] = boundToThisProcess(command);
    const child = spawn(program, args, {
      env: { ...process.env, ...environment },
      // A session of its own: Ctrl-C at the terminal is for the supervisor, which stops the children in order.
      detached: true,
      stdio: ['ignore', log, log, ...(probe === undefined ? (['ipc'] as const) : [])],
    });
    closeSync(log);
    // A program that cannot be started at all is told of by `start`, which comes first.
    child.on('error', () => {});
    this.#process = child;
    this.#since = Date.now();
    child.once('exit', () => {
      this.#process = undefined;
      this.#events.onChange();
    });
    this.#events.onChange();
    return child;
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { probe } = this.#spec;
    if (probe === undefined) {
      await new Promise<void>((resolve) => {
        child.on('message', (message) => isReady(message) && resolve());
      });
      return;
    }
    while (child.exitCode === null && !(await probe())) {
      await new Promise((resolve) => setTimeout(resolve, probeEveryMs));
    }
  }

  #onEnd(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#stopping) return;
    const delayMs = this.#backOff.nextDelayMs(Date.now() - this.#since);
    this.#events.onRestart(this.name, describeEnd(code, signal), delayMs);
    this.#restartTimer = setTimeout(() => {
      this.#restarts += 1;
      this.#spawn().once('exit', (nextCode, nextSignal) => this.#onEnd(nextCode, nextSignal));
    }, delayMs);
  }
}

/**
 * The command, ended with SIGTERM by the kernel when this process ends (PR_SET_PDEATHSIG, prctl(2)), however that
 * happens. It costs no process of its own. The shell's test covers an end before the kernel was asked.
 */
function boundToThisProcess(command: readonly string[]): [string, ...string[]] {
  const guard = 'test "$PPID" = "$0" && exec "$@"';
  return ['setpriv', '--pdeathsig', 'TERM', 'sh', '-c', guard, String(process.pid), ...command];
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `code ${code}` : signal;
}
