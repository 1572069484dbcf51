import { PassThrough } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { NoSuchContainer } from '../../link/errors.ts';
import type { StoredPod } from '../../pod/stored-pod.ts';
import { type AddressPool, createAddressPool, parseRange } from '../address-pool.ts';
import { containerHash } from '../container-hash.ts';
import { RuntimeError } from '../errors.ts';
import type {
  ContainerRun,
  ImageFacts,
  PodRuntime,
  RunRequest,
  RunState,
  RuntimeListener,
  RuntimePod,
  Sandbox,
} from '../runtime.ts';
import { echo } from './echo.ts';

/** What a Pod may ask of the simulation by annotations; without them its containers run until they are told to end. */
export const simulationAnnotations = {
  /** Ends each run by itself after so many seconds. */
  runSeconds: 'simulation.flotilla.dev/run-seconds',
  /** With this code, 0 by default. */
  exitCode: 'simulation.flotilla.dev/exit-code',
} as const;

export interface SimulatedRuntimeDeps {
  readonly clock: Clock;
}

interface SimulatedPod {
  readonly pod: StoredPod;
  sandbox: Sandbox | undefined;
  runs: ContainerRun[];
}

const terminated = 143;
const killed = 137;

/** A runtime without containers: Pods go through their states by the clock alone, so that one process holds thousands. */
export function createSimulatedRuntime({ clock }: SimulatedRuntimeDeps): PodRuntime {
  const pods = new Map<string, SimulatedPod>();
  const listeners: RuntimeListener[] = [];
  const schedules = new Set<() => void>();
  let pool: AddressPool | undefined;
  let lastId = 0;

  const changed = (uid: string) => {
    for (const listener of listeners) listener.podChanged(uid);
  };
  const view = ({ pod, sandbox, runs }: SimulatedPod): RuntimePod => {
    const { uid, namespace, name } = pod.metadata;
    return { uid, namespace, name, sandbox, runs, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30 };
  };
  const findRun = (runId: string) => {
    for (const entry of pods.values()) {
      const run = entry.runs.find(({ id }) => id === runId);
      if (run !== undefined) return { entry, run };
    }
    return undefined;
  };
  const end = (runId: string, exitCode: number) => {
    const found = findRun(runId);
    if (found?.run.state.is !== 'running') return;
    const { entry, run } = found;
    const state = exitedState(found.run.state.startedAt, clock.now(), exitCode);
    entry.runs = entry.runs.map((other) => (other === run ? { ...run, state } : other));
    changed(entry.pod.metadata.uid);
  };
  const endLater = (runId: string, schedule: ReturnType<typeof scheduleOf>) => {
    if (schedule === undefined) return;
    const cancel = clock.after(schedule.afterMs, () => {
      schedules.delete(cancel);
      end(runId, schedule.exitCode);
    });
    schedules.add(cancel);
  };
  const endAll = (entry: SimulatedPod) => {
    for (const run of entry.runs) end(run.id, killed);
  };
  const dropSandbox = (uid: string) => {
    const entry = pods.get(uid);
    if (entry?.sandbox === undefined) return;
    for (const address of entry.sandbox.addresses) pool?.giveBack(address);
    entry.sandbox = undefined;
    if (entry.runs.length === 0) pods.delete(uid);
    changed(uid);
  };
  const startRun = ({ pod, container, attempt }: RunRequest) => {
    const entry = pods.get(pod.metadata.uid);
    if (!entry?.sandbox?.ready)
      throw new RuntimeError(`Cannot run ${container.name}: its sandbox must be ready`, 'repeat');
    if (entry.runs.some((run) => run.container === container.name && run.attempt === attempt)) return;
    const id = `simulated://${++lastId}`;
    const image = container.image ?? '';
    const state = { is: 'running', startedAt: clock.now() } as const;
    const run = {
      id,
      container: container.name,
      attempt,
      image,
      imageId: image,
      hash: containerHash(container),
      state,
    };
    entry.runs = [run, ...entry.runs];
    endLater(id, scheduleOf(pod));
    changed(pod.metadata.uid);
  };

  return {
    name: 'simulated',
    start: async () => {},
    version: async () => '1',
    readiness: () =>
      pool
        ? { ready: true }
        : { ready: false, reason: 'container runtime network not ready: no Pod range is assigned' },
    setPodRange: async (cidr) => {
      pool = createAddressPool(parseRange(cidr));
    },
    pods: () => [...pods.values()].map(view),
    pod: (uid) => {
      const entry = pods.get(uid);
      return entry && view(entry);
    },
    listen: (listener) => void listeners.push(listener),
    async createSandbox({ pod, attempt }) {
      const { uid } = pod.metadata;
      const entry = pods.get(uid) ?? { pod, sandbox: undefined, runs: [] };
      pods.set(uid, entry);
      if (entry.sandbox?.ready) return;
      if (pool === undefined)
        throw new RuntimeError('Cannot run Pods: the runtime must be given a Pod range first', 'repeat');
      entry.sandbox = { id: `sandbox-${uid}-${attempt}`, attempt, ready: true, addresses: [pool.take()] };
      changed(uid);
    },
    removeSandbox: async (uid) => dropSandbox(uid),
    run: async (request) => startRun(request),
    signal: async (runId, signal) => end(runId, signal === 'kill' ? killed : terminated),
    async removeRun(runId) {
      const found = findRun(runId);
      if (found === undefined) return;
      const { entry } = found;
      const { uid } = entry.pod.metadata;
      entry.runs = entry.runs.filter(({ id }) => id !== runId);
      if (entry.runs.length === 0 && entry.sandbox === undefined) pods.delete(uid);
      changed(uid);
    },
    async removePod(uid) {
      const entry = pods.get(uid);
      if (entry === undefined) return;
      endAll(entry);
      entry.runs = [];
      dropSandbox(uid);
      pods.delete(uid);
    },
    image: async (name) => imageFacts(name),
    pull: async (name) => imageFacts(name),
    images: async () => [],
    async *logs({ podUid, container }) {
      const run = pods.get(podUid)?.runs.find((candidate) => candidate.container === container);
      if (run === undefined) throw new NoSuchContainer(`container "${container}" in pod "${podUid}" not found`);
      yield Buffer.from(`simulated: ${container} attempt ${run.attempt}\n`);
    },
    async exec({ runId, stdin }, signal) {
      requireRunning(findRun(runId)?.run);
      const session = echo(stdin, signal);
      return { ...session, exitCode: session.over.then(() => 0) };
    },
    async attach({ runId, stdin }, signal) {
      requireRunning(findRun(runId)?.run);
      return echo(stdin, signal);
    },
    dial: async () => new PassThrough(),
    async close() {
      for (const cancel of schedules) cancel();
    },
    destroy: async () => pods.clear(),
  };
}

/** Nobody is root where nothing runs, so that every Pod may. */
function imageFacts(name: string): ImageFacts {
  return { id: name, sizeBytes: 0, user: '65535' };
}

function requireRunning(run: ContainerRun | undefined): void {
  if (run?.state.is !== 'running') throw new RuntimeError('container not running', 'change');
}

function exitedState(startedAt: number, finishedAt: number, exitCode: number): RunState {
  return { is: 'exited', startedAt, finishedAt, exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' };
}

function scheduleOf({ metadata: { annotations = {} } }: StoredPod): { afterMs: number; exitCode: number } | undefined {
  const seconds = annotations[simulationAnnotations.runSeconds];
  if (seconds === undefined) return undefined;
  return { afterMs: Number(seconds) * 1000, exitCode: Number(annotations[simulationAnnotations.exitCode] ?? 0) };
}
