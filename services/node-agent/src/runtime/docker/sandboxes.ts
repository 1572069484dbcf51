import type { StoredPod } from '../../pod/stored-pod.ts';
import type { AddressPool } from '../address-pool.ts';
import type { SandboxRequest } from '../runtime.ts';
import type { Engine, EngineFacts, InspectedContainer } from './engine.ts';
import { isEngineError } from './engine-error.ts';
import { pauseImage } from './images/ensure-images.ts';
import { inspectOne } from './inspect-one.ts';
import type { PodNetwork } from './network/pod-network.ts';
import type { PodFolders } from './pod-folder.ts';
import { mayUseSpare, type Spares } from './spares.ts';
import { cgroupParent } from './translate/cgroup-parent.ts';
import { hostNames, kernelHostname } from './translate/host-names.ts';
import { addressOf, type Owner, sandboxLabels } from './translate/labels.ts';
import { formatName } from './translate/names.ts';
import { sandboxBody } from './translate/sandbox-body.ts';

export interface SandboxDeps {
  readonly engine: Engine;
  readonly network: PodNetwork;
  readonly folders: PodFolders;
  readonly spares: Spares;
  readonly owner: Owner;
  readonly clusterDomain: string;
  readonly hostAddress: string;
}

/** Makes the containers that hold Pods' namespaces, with their addresses. */
export interface Sandboxes {
  /** Resolves with the container's id. */
  create(request: SandboxRequest, facts: EngineFacts, pool: AddressPool): Promise<string>;
  /** Removes the container and gives its address back. */
  remove(sandbox: InspectedContainer, pool: AddressPool | undefined): Promise<void>;
}

export function createSandboxes(deps: SandboxDeps): Sandboxes {
  const { engine, folders } = deps;
  const remove = async (sandbox: InspectedContainer, pool: AddressPool | undefined) => {
    await engine.remove(sandbox.Id);
    const address = addressOf(sandbox.Config.Labels);
    if (address !== undefined) pool?.giveBack(address);
  };
  const claim = async (request: SandboxRequest, pool: AddressPool): Promise<string | undefined> => {
    const spare = deps.spares.take();
    if (spare === undefined) return undefined;
    const container = await engine.inspect(spare.Id);
    if (!container?.State.Running) {
      await remove(spare, pool);
      return claim(request, pool);
    }
    await rename(engine, spare.Id, request);
    await folders.write(request.pod, [addressOf(spare.Config.Labels) ?? '']);
    return spare.Id;
  };
  const make = async (request: SandboxRequest, facts: EngineFacts, pool: AddressPool): Promise<string> => {
    const onHost = request.pod.spec.hostNetwork === true;
    const address = onHost ? undefined : pool.take();
    try {
      await folders.write(request.pod, [address ?? deps.hostAddress]);
      return await started(deps, request, { facts, address });
    } catch (error) {
      if (address !== undefined) pool.giveBack(address);
      throw error;
    }
  };
  return {
    async create(request, facts, pool) {
      const claimed = mayUseSpare(request.pod) ? await claim(request, pool) : undefined;
      return claimed ?? make(request, facts, pool);
    },
    remove,
  };
}

interface Placement {
  readonly facts: EngineFacts;
  /** Undefined on the node's own network. */
  readonly address: string | undefined;
}

async function started(deps: SandboxDeps, request: SandboxRequest, placement: Placement): Promise<string> {
  const { engine } = deps;
  const name = nameOf(request);
  const body = bodyOf(deps, request.pod, placement);
  const id = await withFreeName(engine, name, () => engine.create(name, body));
  try {
    await engine.start(id);
    const container = await inspectOne(engine, id);
    if (placement.address !== undefined) await deps.network.plug({ id, pid: container.State.Pid }, placement.address);
    return id;
  } catch (error) {
    await engine.remove(id);
    throw error;
  }
}

async function rename(engine: Engine, id: string, request: SandboxRequest): Promise<void> {
  const name = nameOf(request);
  await withFreeName(engine, name, () => engine.rename(id, name));
}

/** A container of that name that is there already is of a try that did not come to its end. */
async function withFreeName<T>(engine: Engine, name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isEngineError(error, 'conflict')) throw error;
    await engine.remove(name);
    return act();
  }
}

function nameOf({ pod, attempt }: SandboxRequest): string {
  return formatName({ kind: 'sandbox', pod: pod.metadata, attempt });
}

function bodyOf(deps: SandboxDeps, pod: StoredPod, { facts, address }: Placement) {
  return sandboxBody({
    image: pauseImage,
    hostname: kernelHostname(pod, hostNames(pod, deps.clusterDomain)),
    labels: sandboxLabels(deps.owner, address ?? deps.hostAddress),
    cgroupParent: cgroupParent(pod, facts.cgroupDriver),
    network: address === undefined ? 'host' : 'own',
  });
}
