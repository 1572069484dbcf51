import type { StoredPod } from '../../pod/stored-pod.ts';
import type { AddressPool } from '../address-pool.ts';
import type { SandboxRequest } from '../runtime.ts';
import type { Engine, EngineFacts, InspectedContainer } from './engine.ts';
import { isEngineError } from './engine-error.ts';
import { pauseImage } from './images/ensure-images.ts';
import type { PodNetwork } from './network/pod-network.ts';
import type { PodFolders } from './pod-folder.ts';
import { cgroupParent } from './translate/cgroup-parent.ts';
import { hostNames, kernelHostname } from './translate/host-names.ts';
import { addressOf, type Owner, sandboxLabels } from './translate/labels.ts';
import { formatName } from './translate/names.ts';
import { sandboxBody } from './translate/sandbox-body.ts';

export interface SandboxDeps {
  readonly engine: Engine;
  readonly network: PodNetwork;
  readonly folders: PodFolders;
  readonly owner: Owner;
  readonly clusterDomain: string;
  readonly hostAddress: string;
}

/** Makes the containers that hold Pods' namespaces, with their addresses. */
export interface Sandboxes {
  create(request: SandboxRequest, facts: EngineFacts, pool: AddressPool): Promise<InspectedContainer>;
  /** Removes the container and gives its address back. */
  remove(sandbox: InspectedContainer, pool: AddressPool | undefined): Promise<void>;
}

export function createSandboxes(deps: SandboxDeps): Sandboxes {
  const { engine } = deps;
  const remove = async (sandbox: InspectedContainer, pool: AddressPool | undefined) => {
    await engine.remove(sandbox.Id);
    const address = addressOf(sandbox.Config.Labels);
    if (address !== undefined) pool?.giveBack(address);
  };
  return {
    async create(request, facts, pool) {
      const onHost = request.pod.spec.hostNetwork === true;
      const address = onHost ? undefined : pool.take();
      try {
        await deps.folders.write(request.pod, [address ?? deps.hostAddress]);
        return await started(deps, request, { facts, address });
      } catch (error) {
        if (address !== undefined) pool.giveBack(address);
        throw error;
      }
    },
    remove,
  };
}

interface Placement {
  readonly facts: EngineFacts;
  /** Undefined on the node's own network. */
  readonly address: string | undefined;
}

async function started(deps: SandboxDeps, request: SandboxRequest, placement: Placement): Promise<InspectedContainer> {
  const { engine } = deps;
  const id = await createContainer(deps, request, placement);
  try {
    await engine.start(id);
    const container = await inspectOne(engine, id);
    if (placement.address !== undefined) await deps.network.plug({ id, pid: container.State.Pid }, placement.address);
    return container;
  } catch (error) {
    await engine.remove(id);
    throw error;
  }
}

/** A container of that name that is there already is of a try that did not come to its end. */
async function createContainer(deps: SandboxDeps, request: SandboxRequest, placement: Placement): Promise<string> {
  const { pod, attempt } = request;
  const name = formatName({ kind: 'sandbox', pod: pod.metadata, attempt });
  const body = bodyOf(deps, pod, placement);
  return deps.engine.create(name, body).catch(async (error: unknown) => {
    if (!isEngineError(error, 'conflict')) throw error;
    await deps.engine.remove(name);
    return deps.engine.create(name, body);
  });
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

export async function inspectOne(engine: Engine, id: string): Promise<InspectedContainer> {
  const container = await engine.inspect(id);
  if (container === undefined)
    throw new Error(`Cannot use container ${id}: it must stay until it is removed, got none`);
  return container;
}
