import { rmSync } from 'node:fs';
import { isRunning, type ProcessIdentity } from '../machine/process-identity.ts';
import type { DataFolder } from './data-folder.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** What runs on a data folder now, or ran when its supervisor was killed. */
export interface RunState {
  readonly supervisor: ProcessIdentity;
  readonly apiUrl: string;
  readonly children: readonly RunningChild[];
}

export interface RunningChild {
  readonly name: string;
  /** Undefined between an end and the next start. */
  readonly process: ProcessIdentity | undefined;
  /** When it was last started, in milliseconds since 1970. */
  readonly since: number;
  readonly restarts: number;
}

export function readRunState(folder: DataFolder): RunState | undefined {
  return readJsonFile<RunState>(folder.stateFile);
}

export function writeRunState(folder: DataFolder, state: RunState): void {
  writeJsonFile(folder.stateFile, state);
}

export function clearRunState(folder: DataFolder): void {
  rmSync(folder.stateFile, { force: true });
}

/** The state, where its supervisor still runs. */
export function readLiveState(folder: DataFolder): RunState | undefined {
  const state = readRunState(folder);
  return state !== undefined && isRunning(state.supervisor) ? state : undefined;
}
