import { existsSync } from 'node:fs';
import type { StoredPod } from '../../pod/stored-pod.ts';
import type { RunRequest } from '../runtime.ts';
import type { Engine, EngineFacts, InspectedContainer } from './engine.ts';
import { EngineError, isEngineError } from './engine-error.ts';
import { nameMachine } from './gate-file.ts';
import type { Observer } from './observer.ts';
import type { PodFolders } from './pod-folder.ts';
import { spareHostname } from './spares.ts';
import type { Terminations } from './terminations.ts';
import { cgroupParent } from './translate/cgroup-parent.ts';
import { hostNames, kernelHostname } from './translate/host-names.ts';
import { machineNameOf, type Owner, runLabels } from './translate/labels.ts';
import { formatName } from './translate/names.ts';
import type { OomScoreLimits } from './translate/oom-score.ts';
import { type Gate, runBody } from './translate/run-body.ts';

export interface RunDeps {
  readonly engine: Engine;
  readonly observer: Observer;
  readonly folders: PodFolders;
  readonly owner: Owner;
  readonly clusterDomain: string;
  readonly oomScores: OomScoreLimits;
  readonly terminations: Terminations;
  /** Capabilities that no process of the machine can have. */
  readonly missing: readonly string[];
}

/** What the runtime found out when it started. */
export interface RunMeans {
  readonly facts: EngineFacts;
  /** The gate's path on the node; without it there are no spare sandboxes. */
  readonly gateFile: string | undefined;
}

/**
 * Starts one run of a Pod's container in its sandbox. A program that cannot be started is no failure of the call: the
 * run then stands as exited, with the reason.
 */
export async function startRun(deps: RunDeps, request: RunRequest, means: RunMeans): Promise<void> {
  const { engine, observer } = deps;
  const sandbox = observer.picture.sandbox(request.pod.metadata.uid);
  if (!sandbox?.State.Running) throw new Error(`Cannot run ${request.container.name}: its sandbox must be ready`);
  const { id, isNew } = await create(deps, request, { means, sandbox });
  try {
    if (isNew) await engine.start(id);
  } catch (error) {
    if (isEngineError(error, 'unreachable')) throw error;
  } finally {
    await observer.look(id);
  }
}

/** Lets a container go on that waits for its machine's name. Its name may be given to it again. */
export async function openGate({ State, Config }: InspectedContainer): Promise<void> {
  const machineName = machineNameOf(Config.Labels);
  if (machineName === undefined) return;
  try {
    await nameMachine(State.Pid, machineName);
  } catch (error) {
    // One that has ended meanwhile has nothing to wait for.
    if (existsSync(`/proc/${State.Pid}`)) throw new EngineError('Cannot name a machine', 'unreachable', error);
  }
}

/** A container of that name is this very run, from a call whose answer was lost. */
async function create(
  deps: RunDeps,
  request: RunRequest,
  { means, sandbox }: { means: RunMeans; sandbox: InspectedContainer },
): Promise<{ id: string; isNew: boolean }> {
  const { engine, folders, owner, oomScores, missing } = deps;
  const { pod, container, attempt } = request;
  const name = formatName({ kind: 'run', pod: pod.metadata, attempt, container: container.name });
  const machineName = kernelHostname(pod, hostNames(pod, deps.clusterDomain));
  const gate = sandbox.Config.Hostname === spareHostname ? await gateFor(engine, request, means) : undefined;
  const body = runBody(request, {
    ...folders.of(pod.metadata.uid),
    sandboxId: sandbox.Id,
    terminationFile: await deps.terminations.prepare(request),
    oomScores,
    missing,
    machineName: isOnHost(pod) ? undefined : machineName,
    gate,
    labels: runLabels(owner, request, gate && machineName),
    cgroupParent: cgroupParent(pod, means.facts.cgroupDriver),
  });
  try {
    return { id: await engine.create(name, body), isNew: true };
  } catch (error) {
    const existing = isEngineError(error, 'conflict') ? await engine.inspect(name) : undefined;
    if (existing === undefined) throw error;
    return { id: existing.Id, isNew: existing.State.Status === 'created' };
  }
}

/** The gate has to be told the whole command, the image's part too. */
async function gateFor(engine: Engine, { container }: RunRequest, { gateFile }: RunMeans): Promise<Gate | undefined> {
  if (gateFile === undefined) return undefined;
  const image = await engine.image(container.image ?? '');
  return {
    file: gateFile,
    closedWhileNamed: spareHostname,
    imageEntrypoint: image?.Config?.Entrypoint ?? [],
    imageArguments: image?.Config?.Cmd ?? [],
  };
}

function isOnHost({ spec }: StoredPod): boolean {
  return spec.hostNetwork === true;
}
