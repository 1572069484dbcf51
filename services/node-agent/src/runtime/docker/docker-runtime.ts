import type { Clock } from '../../clock.ts';
import { type AddressPool, contains, createAddressPool, parseRange } from '../address-pool.ts';
import { RuntimeError } from '../errors.ts';
import type { NodeImage, PodRuntime } from '../runtime.ts';
import { missingCapabilities } from './capabilities.ts';
import { removeCgroup } from './cgroups.ts';
import { createContainerLogs } from './container-logs.ts';
import type { Engine, InspectedContainer } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { createGate } from './gate.ts';
import { writeGate } from './gate-file.ts';
import { createImageStore } from './image-store.ts';
import { ensurePauseImage } from './images/ensure-images.ts';
import { cableName, networkNames } from './network/network-names.ts';
import { openConnection } from './network/open-connection.ts';
import { createPodNetwork, dnsAddressOf, type PodNetwork } from './network/pod-network.ts';
import { createSandboxDials } from './network/sandbox-dials.ts';
import { createObserver } from './observer.ts';
import { engineId, type Picture, scheme } from './picture.ts';
import { createPodFolders } from './pod-folder.ts';
import { openGate, type RunMeans, startRun } from './runs.ts';
import { createSandboxes } from './sandboxes.ts';
import { createSessions } from './sessions.ts';
import { createSpares } from './spares.ts';
import { createTerminations } from './terminations.ts';
import { spareCgroupParent } from './translate/cgroup-parent.ts';
import { addressOf, type Owner, ownerFilter } from './translate/labels.ts';

export interface DockerRuntimeDeps {
  readonly engine: Engine;
  readonly clock: Clock;
}

export interface DockerRuntimeOptions {
  readonly owner: Owner;
  /** The node's InternalIP. */
  readonly hostAddress: string;
  readonly clusterDomain: string;
  /** The range of all nodes' Pods, as CIDR. */
  readonly clusterRange: string;
  /** The range of Services' addresses, as CIDR; where it is absent there are no Services, and no cluster DNS. */
  readonly serviceRange?: string;
  /** Where the Pods' own files are kept. */
  readonly dataFolder: string;
  readonly cpus: number;
  /** How many sandboxes are kept ready for Pods to come; 4 by default. */
  readonly spareSandboxes?: number;
  readonly memoryBytes: number;
}

/** More starts at a time than this make each of them slower and all of them no faster. */
const startsPerCpu = 2;
const defaultSpareSandboxes = 4;

/** Runs Pods on a Docker Engine, with a network of the agent's own. */
export function createDockerRuntime({ engine, clock }: DockerRuntimeDeps, options: DockerRuntimeOptions): PodRuntime {
  const { owner, hostAddress } = options;
  const { serviceRange } = options;
  const clusterDns = serviceRange === undefined ? {} : { clusterDnsServer: dnsAddressOf(serviceRange) };
  const folders = createPodFolders({ ...options, ...clusterDns });
  const terminations = createTerminations(engine, folders);
  const { messageOf } = terminations;
  const observer = createObserver({
    engine,
    clock,
    label: ownerFilter(owner),
    hostAddress,
    letGoOn: openGate,
    messageOf,
  });
  const { picture, look } = observer;
  const network = createPodNetwork({ ...options, names: networkNames(owner) });
  const { spareSandboxes = defaultSpareSandboxes } = options;
  const spares = createSpares({ engine, network, clock, owner, count: spareSandboxes });
  const sandboxes = createSandboxes({ ...options, engine, look, network, folders, spares });
  const missing = missingCapabilities();
  const oomScores = { memoryBytes: options.memoryBytes, allowsNegative: !missing.includes('SYS_RESOURCE') };
  const { clusterDomain } = options;
  const runs = { engine, observer, folders, terminations, owner, oomScores, missing, clusterDomain };
  const gate = createGate(startsPerCpu * options.cpus);
  const imageStore = createImageStore(engine);
  const sessions = createSessions(engine, picture);
  const dials = createSandboxDials(clock);
  const start = <T>(task: () => Promise<T>) => {
    spares.busy();
    return translated(() => gate(task)).finally(() => spares.busy());
  };
  /** What was listed last, until images change: listing them takes the Engine long. */
  let listedImages: Promise<readonly NodeImage[]> | undefined;
  observer.listen({
    podChanged: () => {},
    imagesChanged() {
      listedImages = undefined;
    },
  });
  const listImages = () => {
    listedImages ??= imageStore.images();
    return listedImages.catch((error: unknown) => {
      listedImages = undefined;
      throw error;
    });
  };
  let means: RunMeans | undefined;
  let pool: AddressPool | undefined;

  const removeAll = async (ids: readonly string[]) => {
    await Promise.all(ids.map((id) => engine.remove(id).then(() => look(id))));
  };
  const removeSandbox = async (uid: string) => {
    const sandbox = picture.sandbox(uid);
    if (sandbox === undefined) return;
    dials.release(sandbox.Id);
    await sandboxes.remove(sandbox, pool);
  };
  const removePod = async (uid: string) => {
    const cgroups = cgroupsOf(picture, uid);
    const removeSandboxes = async () => {
      while (picture.sandbox(uid) !== undefined) await removeSandbox(uid);
    };
    const runIds = picture.pod(uid)?.runs.map(({ id }) => engineId(id)) ?? [];
    await Promise.all([removeAll(runIds), removeSandboxes()]);
    await folders.remove(uid);
    await Promise.all(cgroups.map(removeCgroup));
  };

  return {
    name: scheme,
    start: () =>
      translated(async () => {
        const facts = await engine.facts();
        await ensurePauseImage(engine);
        means = { facts, gateFile: await writeGate(options.dataFolder, facts.architecture) };
        await observer.start();
      }),
    version: () => translated(async () => (await engine.facts()).version),
    readiness() {
      if (!observer.connected()) return { ready: false, reason: 'container runtime is down' };
      if (pool === undefined)
        return { ready: false, reason: 'container runtime network not ready: no Pod range is assigned' };
      return { ready: true };
    },
    setPodRange: (cidr) =>
      translated(async () => {
        const range = parseRange(cidr);
        await network.up(range);
        const next = createAddressPool(range);
        const ready = await adopt({ picture, engine }, network, next);
        pool = next;
        const { facts, gateFile } = known(means, 'started');
        if (gateFile !== undefined) spares.open({ pool, facts }, ready);
      }),
    pods: () => picture.pods(),
    pod: (uid) => picture.pod(uid),
    listen: (listener) => observer.listen(listener),
    createSandbox: (request) =>
      start(async () => {
        const { uid } = request.pod.metadata;
        if (picture.pod(uid)?.sandbox?.ready) return;
        await removeSandbox(uid);
        const { facts } = known(means, 'started');
        await sandboxes.create(request, facts, known(pool, 'given a Pod range'));
      }),
    removeSandbox: (uid) => translated(() => removeSandbox(uid)),
    run: (request) => start(() => startRun(runs, request, known(means, 'started'))),
    signal: (runId, signal) =>
      translated(() => {
        const stopSignal = picture.container(engineId(runId))?.Config.StopSignal || 'SIGTERM';
        return engine.kill(engineId(runId), signal === 'kill' ? 'SIGKILL' : stopSignal);
      }),
    removeRun: (runId) =>
      translated(async () => {
        const container = picture.container(engineId(runId));
        await removeAll([engineId(runId)]);
        if (container !== undefined) await terminations.forget(container);
      }),
    removePod: (uid) => translated(() => removePod(uid)),
    image: (name) => translated(() => imageStore.image(name)),
    pull: (name, signal) => translated(() => imageStore.pull(name, signal)),
    images: () => translated(listImages),
    logs: createContainerLogs(engine, picture),
    exec: (request, signal) => translated(() => sessions.exec(request, signal)),
    attach: (request, signal) => translated(() => sessions.attach(request, signal)),
    dial: ({ podUid, port, to }) =>
      translated(async () => {
        const sandbox = picture.sandbox(podUid);
        if (!sandbox?.State.Running) throw new Error('the Pod must run');
        if (to === 'loopback') return dials.dial({ id: sandbox.Id, pid: sandbox.State.Pid }, port);
        return openConnection(addressOf(sandbox.Config.Labels) ?? hostAddress, port);
      }),
    async close() {
      dials.close();
      await spares.close();
      await observer.close();
    },
    destroy: () =>
      translated(async () => {
        await Promise.all(picture.pods().map(({ uid }) => removePod(uid)));
        await removeAll(await engine.containers(ownerFilter(owner)));
        if (means !== undefined) await removeCgroup(spareCgroupParent(owner, means.facts.cgroupDriver));
        await network.down();
      }),
  };
}

/**
 * Makes the pool know the addresses in use, and gives a sandbox its cable whose start was interrupted before it had one.
 * Dead ones count too: they give their address back when they are removed. Answers the spare ones that are still good;
 * the others go.
 */
async function adopt(
  { picture, engine }: { picture: Picture; engine: Engine },
  network: PodNetwork,
  pool: AddressPool,
): Promise<InspectedContainer[]> {
  const cables = await network.cables();
  const isPlugged = ({ Id }: InspectedContainer) => cables.has(cableName(Id));
  const isOfRange = ({ Config }: InspectedContainer) => contains(pool.range, addressOf(Config.Labels) ?? '');
  const sandboxes = picture.pods().flatMap(({ uid }) => picture.sandbox(uid) ?? []);
  const spares = picture.spares().filter((spare) => spare.State.Running && isPlugged(spare) && isOfRange(spare));
  for (const sandbox of [...sandboxes.filter(isOfRange), ...spares]) {
    const address = addressOf(sandbox.Config.Labels) ?? '';
    pool.reserve(address);
    const isUnplugged = sandbox.State.Running && !isPlugged(sandbox);
    if (isUnplugged) await network.plug({ id: sandbox.Id, pid: sandbox.State.Pid }, address);
  }
  await Promise.all(
    picture
      .spares()
      .filter((spare) => !spares.includes(spare))
      .map(({ Id }) => engine.remove(Id)),
  );
  return spares;
}

/** The cgroups that are this Pod's alone. */
function cgroupsOf(picture: Picture, uid: string): string[] {
  const parents = picture.ids(uid).map((id) => picture.container(id)?.HostConfig.CgroupParent ?? '');
  return [...new Set(parents.filter((parent) => parent.includes(uid)))];
}

function known<T>(value: T | undefined, state: string): T {
  if (value === undefined) throw new Error(`Cannot run Pods: the runtime must be ${state} first`);
  return value;
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw runtimeError(error);
  }
}

function runtimeError(error: unknown): RuntimeError {
  if (error instanceof RuntimeError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const permanent = error instanceof EngineError && error.failure !== 'unreachable';
  return new RuntimeError(message, permanent ? 'change' : 'repeat', error);
}
