import type { StoredPod } from '../../pod/stored-pod.ts';
import type { AddressPool } from '../address-pool.ts';
import type { SandboxRequest } from '../runtime.ts';
import type { Engine, EngineFacts, InspectedContainer } from './engine.ts';
import { isEngineError } from './engine-error.ts';
import { pauseImage } from './images/ensure-images.ts';
import type { PodNetwork } from './network/pod-network.ts';
import type { Observer } from './observer.ts';
import type { PodFolders } from './pod-folder.ts';
import { mayUseSpare, type Spares } from './spares.ts';
import { cgroupParent } from './translate/cgroup-parent.ts';
import { hostNames, kernelHostname } from './translate/host-names.ts';
import { addressOf, type Owner, sandboxLabels } from './translate/labels.ts';
import { formatName } from './translate/names.ts';
import { sandboxBody } from './translate/sandbox-body.ts';

export interface SandboxDeps {
  readonly engine: Engine;
  readonly look: Observer['look'];
  readonly network: PodNetwork;
  readonly folders: PodFolders;
  readonly spares: Spares;
  readonly owner: Owner;
  readonly clusterDomain: string;
  readonly hostAddress: string;
}

/** Makes the containers that hold Pods' namespaces, with their addresses. */
export interface Sandboxes {
  create(request: SandboxRequest, facts: EngineFacts, pool: AddressPool): Promise<void>;
  /** Removes the container and gives its address back. */
  remove(sandbox: InspectedContainer, pool: AddressPool | undefined): Promise<void>;
}

export function createSandboxes(deps: SandboxDeps): Sandboxes {
  const { engine, folders, look } = deps;
  const remove = async (sandbox: InspectedContainer, pool: AddressPool | undefined) => {
    await engine.remove(sandbox.Id);
    await look(sandbox.Id);
    const address = addressOf(sandbox.Config.Labels);
    if (address !== undefined) pool?.giveBack(address);
  };
  /** Answers whether there was one that could be used. */
  const claim = async (request: SandboxRequest, pool: AddressPool): Promise<boolean> => {
    const spare = deps.spares.take();
    if (spare === undefined) return false;
    await folders.write(request.pod, [addressOf(spare.Config.Labels) ?? '']);
    const name = nameOf(request);
    await withFreeName(engine, name, () => engine.rename(spare.Id, name)).catch(ignoreAbsent);
    if ((await look(spare.Id))?.State.Running) return true;
    await remove(spare, pool);
    return claim(request, pool);
  };
  const make = async (request: SandboxRequest, facts: EngineFacts, pool: AddressPool): Promise<void> => {
    const onHost = request.pod.spec.hostNetwork === true;
    const address = onHost ? undefined : pool.take();
    try {
      await folders.write(request.pod, [address ?? deps.hostAddress]);
      await start(deps, request, { facts, address });
    } catch (error) {
      if (address !== undefined) pool.giveBack(address);
      throw error;
    }
  };
  return {
    async create(request, facts, pool) {
      if (mayUseSpare(request.pod) && (await claim(request, pool))) return;
      await make(request, facts, pool);
    },
    remove,
  };
}

/** A spare that somebody has removed is found to be gone right after. */
function ignoreAbsent(error: unknown): void {
  if (!isEngineError(error, 'absent')) throw error;
}

interface Placement {
  readonly facts: EngineFacts;
  /** Undefined on the node's own network. */
  readonly address: string | undefined;
}

async function start(deps: SandboxDeps, request: SandboxRequest, placement: Placement): Promise<void> {
  const { engine, look } = deps;
  const name = nameOf(request);
  const body = bodyOf(deps, request.pod, placement);
  const id = await withFreeName(engine, name, () => engine.create(name, body));
  try {
    await engine.start(id);
    const pid = (await look(id))?.State.Pid ?? 0;
    if (placement.address !== undefined) await deps.network.plug({ id, pid }, placement.address);
  } catch (error) {
    await engine.remove(id);
    await look(id);
    throw error;
  }
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
  const { sysctls = [] } = pod.spec.securityContext ?? {};
  return sandboxBody({
    ...(sysctls.length > 0 && { sysctls: Object.fromEntries(sysctls.map(({ name, value }) => [name, value])) }),
    image: pauseImage,
    hostname: kernelHostname(pod, hostNames(pod, deps.clusterDomain)),
    labels: sandboxLabels(deps.owner, address ?? deps.hostAddress),
    cgroupParent: cgroupParent(pod, facts.cgroupDriver),
    network: address === undefined ? 'host' : 'own',
  });
}
