import type { Container } from '@flotilla/kinds/core/v1';
import { RuntimeError } from '../runtime/errors.ts';
import type { ImageFacts, Mount, PodRuntime } from '../runtime/runtime.ts';
import { ConfigurationError } from './environment/errors.ts';
import { resolveEnvironment } from './environment/resolve.ts';
import type { Happening } from './happening.ts';
import type { StartFailureReason } from './memory.ts';
import { happenings } from './pod-events.ts';
import { rootComplaint } from './run-as-non-root.ts';
import type { StoredPod } from './stored-pod.ts';
import type { MountRequest, PodVolumes } from './volumes/pod-volumes.ts';
import { VolumeError } from './volumes/volume-error.ts';
import type { VolumeSources } from './volumes/volume-sources.ts';

export interface StartDeps {
  readonly runtime: PodRuntime;
  readonly volumes: PodVolumes;
  readonly sources: VolumeSources;
  /** Milliseconds since the epoch. */
  now(): number;
  tell(happening: Happening): void;
}

export interface StartRequest {
  readonly pod: StoredPod;
  readonly container: Container;
  readonly attempt: number;
}

/** A container could not be started for a reason that its status tells and that time or a user may remove. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly reason: StartFailureReason;

  constructor(reason: StartFailureReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/**
 * Gets the image, resolves the environment and starts one run. Rejects with {@link StartError}, and with a RuntimeError
 * where the runtime could not be asked at all.
 */
export async function startContainer(deps: StartDeps, request: StartRequest, signal: AbortSignal): Promise<void> {
  const { runtime, tell } = deps;
  const image = await ensureImage(deps, request.container, signal);
  requireNonRoot(deps, request, image.user);
  const environment = environmentOf(deps, request);
  const mounts = await mountsOf(deps, { ...request, environment });
  try {
    await runtime.run({ ...request, environment, mounts, imageUser: image.user });
  } catch (error) {
    throw failure(deps, error, 'CreateContainerError');
  }
  tell(happenings.created);
  const { pod, container, attempt } = request;
  const run = runtime
    .pod(pod.metadata.uid)
    ?.runs.find((one) => one.container === container.name && one.attempt === attempt);
  const failed = run?.state.is === 'exited' && run.state.reason === 'StartError' ? run.state.message : undefined;
  tell(failed === undefined ? happenings.started : happenings.failed(failed));
}

async function ensureImage(deps: StartDeps, container: Container, signal: AbortSignal): Promise<ImageFacts> {
  const { runtime, tell } = deps;
  const { image = '', imagePullPolicy = 'IfNotPresent' } = container;
  if (imagePullPolicy === 'Always') return pull(deps, image, signal);
  const present = await runtime.image(image).catch((error: unknown) => {
    if (!(error instanceof RuntimeError) || error.remedy === 'repeat') throw error;
    const message = `Failed to apply default image tag "${image}": ${error.message}`;
    tell(happenings.imageUnclear(message));
    throw failed(deps, 'InvalidImageName', message);
  });
  if (present !== undefined) {
    tell(happenings.present(image));
    return present;
  }
  if (imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    tell(happenings.neverPulled(message));
    throw failed(deps, 'ErrImageNeverPull', message);
  }
  return pull(deps, image, signal);
}

async function pull(deps: StartDeps, image: string, signal: AbortSignal): Promise<ImageFacts> {
  const { runtime, tell, now } = deps;
  tell(happenings.pulling(image));
  const startedAt = now();
  try {
    const facts = await runtime.pull(image, signal);
    tell(happenings.pulled(image, { tookMs: now() - startedAt, sizeBytes: facts.sizeBytes }));
    return facts;
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    tell(happenings.pullFailed(image, message));
    throw failed(deps, 'ErrImagePull', message, error);
  }
}

function requireNonRoot(deps: StartDeps, { pod, container }: StartRequest, imageUser: string): void {
  const complaint = rootComplaint(pod, container, imageUser);
  if (complaint !== undefined) throw failed(deps, 'CreateContainerConfigError', complaint);
}

function environmentOf(deps: StartDeps, { pod, container }: StartRequest) {
  try {
    return resolveEnvironment(pod, container, deps.sources);
  } catch (error) {
    throw failure(deps, error, 'CreateContainerConfigError');
  }
}

async function mountsOf(deps: StartDeps, request: MountRequest): Promise<readonly Mount[]> {
  try {
    return await deps.volumes.mounts(request, deps.sources);
  } catch (error) {
    throw failure(deps, error, 'CreateContainerConfigError');
  }
}

/** What cannot be helped by repeating the same request is the container's failure; all else is the node's. */
function failure(deps: StartDeps, error: unknown, reason: StartFailureReason): unknown {
  const isContainers =
    error instanceof ConfigurationError ||
    error instanceof VolumeError ||
    (error instanceof RuntimeError && error.remedy === 'change');
  return isContainers ? failed(deps, reason, error.message, error) : error;
}

/** A failure about the image is told by its reason, since its own Event has the message. */
function failed({ tell }: StartDeps, reason: StartFailureReason, message: string, cause?: unknown): StartError {
  const aboutImage = reason.startsWith('ErrImage') || reason === 'InvalidImageName';
  tell(happenings.failed(aboutImage ? reason : message));
  return new StartError(reason, message, cause);
}
