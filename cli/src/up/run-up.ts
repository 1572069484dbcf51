import { readRecord } from '../data/cluster-record.ts';
import { type DataFolder, logFile, openDataFolder } from '../data/data-folder.ts';
import { type Lock, lockHolder, tryLock } from '../data/lock.ts';
import { type RunningChild, writeRunState } from '../data/run-state.ts';
import { identify } from '../machine/process-identity.ts';
import { boundLog } from '../supervisor/logs.ts';
import { createSupervisor, type Supervisor } from '../supervisor/supervisor.ts';
import { createSteps, type Steps, type StepsOutput, seconds } from '../terminal/steps.ts';
import { demoImage } from './demo-image.ts';
import { careForEngine } from './engine-care.ts';
import { clearLeftovers } from './leftovers.ts';
import type { UpOptions } from './options.ts';
import { settleProxy } from './settle-proxy.ts';
import { settleRecord } from './settle-record.ts';
import { startPlatform } from './start.ts';
import { stopPlatform } from './stop.ts';
import { listenForStop } from './stop-request.ts';

const lookAtLogsEveryMs = 60_000;

/**
 * Runs a cluster until it is asked to end; resolves when all is stopped. `onUp` is told when a node is Ready. Rejects,
 * with everything stopped again, where it cannot start.
 */
export async function runUp(options: UpOptions, output: StepsOutput, onUp: () => void): Promise<void> {
  const startedMs = Date.now();
  const folder = openDataFolder(options.dataPath);
  const lock = takeLock(folder);
  const steps = createSteps(output);
  try {
    await clearLeftovers(folder, steps);
    await runLocked(folder, options, steps, () => {
      for (const line of welcome(folder, Date.now() - startedMs)) steps.say(line);
      onUp();
    });
  } finally {
    steps.close();
    lock.release();
  }
}

async function runLocked(folder: DataFolder, options: UpOptions, steps: Steps, onUp: () => void): Promise<void> {
  const proxy = await settleProxy(options, readRecord(folder));
  const record = await settleRecord(folder, options, proxy);
  const stop = listenForStop();
  const supervisor = createSupervisor({
    onChange: (children) => writeState(folder, record.apiPort, children),
    onRestart: (child, how, delayMs) =>
      steps.say(
        `  ${child} ended (${how}), starting it again in ${seconds(delayMs)}; its log: ${logFile(folder, child)}`,
      ),
  });
  writeState(folder, record.apiPort, []);
  const failed = new AbortController();
  const signal = AbortSignal.any([stop.signal, failed.signal]);
  try {
    await untilAborted(startPlatform({ folder, record, proxy, supervisor, steps, signal }, options), stop.signal);
    if (!stop.signal.aborted) onUp();
    await keepRunning(folder, steps, supervisor, stop.signal);
  } finally {
    failed.abort();
    const pods = stop.keepsPods() || options.podsAtEnd === 'keep' ? 'keep' : 'remove';
    await stopPlatform({ folder, supervisor, steps }, pods);
  }
}

function takeLock(folder: DataFolder): Lock {
  const lock = tryLock(folder.lockFile);
  if (lock !== undefined) return lock;
  throw new Error(
    `Cannot start on ${folder.path}: pid ${lockHolder(folder.lockFile)} runs there already. ` +
      `Stop it with: flotilla down --data ${folder.path}`,
  );
}

function writeState(folder: DataFolder, apiPort: number, children: readonly RunningChild[]): void {
  const supervisor = identify(process.pid);
  if (supervisor === undefined) return;
  writeRunState(folder, { supervisor, apiUrl: `https://127.0.0.1:${apiPort}`, children });
}

/** Resolves when the work is done or the signal aborted; what the work says after that is of no interest. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([work, aborted]);
  if (signal.aborted) work.catch(() => {});
}

async function keepRunning(folder: DataFolder, steps: Steps, supervisor: Supervisor, signal: AbortSignal) {
  if (signal.aborted) return;
  careForEngine(folder, () => steps.say('  Docker ended, starting it again'), signal);
  const timer = setInterval(() => {
    for (const name of supervisor.names()) boundLog(logFile(folder, name));
  }, lookAtLogsEveryMs);
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  clearInterval(timer);
}

function welcome(folder: DataFolder, tookMs: number): string[] {
  return [
    '',
    `Flotilla is up after ${seconds(tookMs)}. Try it:`,
    '',
    `  export KUBECONFIG=${folder.kubeconfig}`,
    `  kubectl run hello --image=${demoImage} -- sh -c 'echo hi; sleep 1000'`,
    '  kubectl get pods -w',
    '  kubectl logs -f hello',
    '  ./flotilla trace pod/hello',
    '',
    'Without a kubectl of your own: ./flotilla kubectl get pods. Ctrl-C or ./flotilla down ends it; data stays.',
  ];
}
