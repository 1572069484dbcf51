import { rmSync } from 'node:fs';
import { type DataFolder, logFile } from '../data/data-folder.ts';
import { readJsonFile, writeJsonFile } from '../data/json-file.ts';
import {
  type EngineProcesses,
  engineRuns,
  engineSocket,
  mendEngine,
  startEngine,
  stopEngine,
} from '../machine/engine.ts';

/**
 * The Docker Engine that `up` started because none answered. It is this machine's, at its usual paths: it lives on when
 * Flotilla is killed, is started again when it ends, and is stopped with Flotilla unless a container still runs in it.
 * An engine that was there already is never touched.
 */

/** An engine is no child once its Flotilla was killed, so nobody tells of its end. */
const lookEveryMs = 1_000;

export async function startOwnEngine(folder: DataFolder): Promise<void> {
  const processes = await startEngine(logFile(folder, 'docker'));
  if (processes !== undefined) writeJsonFile(folder.engineFile, processes);
}

/** Mends an engine of Flotilla's own until the signal is aborted. */
export function careForEngine(folder: DataFolder, onMend: () => void, signal: AbortSignal): void {
  let processes = readJsonFile<EngineProcesses>(folder.engineFile);
  let mending = false;
  const look = async () => {
    if (processes === undefined || mending || engineRuns(processes)) return;
    mending = true;
    onMend();
    try {
      processes = await mendEngine(processes, logFile(folder, 'docker'));
      writeJsonFile(folder.engineFile, processes);
    } finally {
      mending = false;
    }
  };
  // A failed start is tried again at the next look; its reason is in the engine's log.
  const timer = setInterval(() => look().catch(() => {}), lookEveryMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** Stops an engine of Flotilla's own where nothing runs in it. */
export async function stopOwnEngine(folder: DataFolder): Promise<void> {
  const processes = readJsonFile<EngineProcesses>(folder.engineFile);
  if (processes === undefined) return;
  if ((await stopEngine(processes, engineSocket())) === 'stopped') rmSync(folder.engineFile, { force: true });
}
