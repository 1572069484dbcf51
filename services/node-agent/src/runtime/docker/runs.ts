import type { RunRequest } from '../runtime.ts';
import type { Engine, EngineFacts } from './engine.ts';
import { isEngineError } from './engine-error.ts';
import type { Observer } from './observer.ts';
import type { PodFolders } from './pod-folder.ts';
import { cgroupParent } from './translate/cgroup-parent.ts';
import { type Owner, runLabels } from './translate/labels.ts';
import { formatName } from './translate/names.ts';
import type { OomScoreLimits } from './translate/oom-score.ts';
import { runBody } from './translate/run-body.ts';

export interface RunDeps {
  readonly engine: Engine;
  readonly observer: Observer;
  readonly folders: PodFolders;
  readonly owner: Owner;
  readonly oomScores: OomScoreLimits;
}

/**
 * Starts one run of a Pod's container in its sandbox. A program that cannot be started is no failure of the call: the
 * run then stands as exited, with the reason.
 */
export async function startRun(deps: RunDeps, request: RunRequest, facts: EngineFacts): Promise<void> {
  const { engine, observer } = deps;
  const { uid } = request.pod.metadata;
  const sandbox = observer.picture.pod(uid)?.sandbox;
  if (!sandbox?.ready) throw new Error(`Cannot run ${request.container.name}: its sandbox must be ready`);
  const id = await create(deps, request, { facts, sandboxId: sandbox.id });
  try {
    await engine.start(id);
  } catch (error) {
    if (isEngineError(error, 'unreachable')) throw error;
  } finally {
    await observer.look(id);
  }
}

/** A container of that name is this very run, from a call whose answer was lost. */
async function create(
  { engine, folders, owner, oomScores }: RunDeps,
  request: RunRequest,
  { facts, sandboxId }: { facts: EngineFacts; sandboxId: string },
): Promise<string> {
  const { pod, container, attempt } = request;
  const name = formatName({ kind: 'run', pod: pod.metadata, attempt, container: container.name });
  const body = runBody(request, {
    ...folders.of(pod.metadata.uid),
    sandboxId,
    oomScores,
    labels: runLabels(owner, request),
    cgroupParent: cgroupParent(pod, facts.cgroupDriver),
  });
  try {
    return await engine.create(name, body);
  } catch (error) {
    const existing = isEngineError(error, 'conflict') ? await engine.inspect(name) : undefined;
    if (existing === undefined) throw error;
    return existing.Id;
  }
}
