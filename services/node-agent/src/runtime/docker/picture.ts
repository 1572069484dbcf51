import type { ContainerRun, RuntimePod, Sandbox } from '../runtime.ts';
import type { InspectedContainer } from './engine.ts';
import { addressOf, hashOf, labelledGraceSeconds } from './translate/labels.ts';
import { type ContainerName, parseName } from './translate/names.ts';
import { runState } from './translate/run-state.ts';

/** Runs are named `docker://<id>`. */
export const scheme = 'docker';

/** As the Engine names it. */
export function engineId(runId: string): string {
  return runId.slice(`${scheme}://`.length);
}

type PodContainerName = Exclude<ContainerName, { kind: 'spare' }>;

interface Known {
  readonly name: PodContainerName;
  readonly container: InspectedContainer;
  readonly message: string | undefined;
}

/** What is known of the Engine's containers that make up Pods, put together from one look at each. */
export interface Picture {
  /** Takes in a newer look at a container, and what it said at its end; answers whose Pod it is. */
  put(container: InspectedContainer, message?: string): string | undefined;
  /** The container is gone; answers whose Pod it was. */
  drop(id: string): string | undefined;
  pod(uid: string): RuntimePod | undefined;
  pods(): RuntimePod[];
  /** Every container of the Pod. */
  ids(uid: string): string[];
  /** The newest sandbox's container. */
  sandbox(uid: string): InspectedContainer | undefined;
  container(id: string): InspectedContainer | undefined;
  /** Sandboxes that no Pod has yet. */
  spares(): InspectedContainer[];
}

/** `hostAddress` is the address of Pods on the node's own network. */
export function createPicture(hostAddress: string): Picture {
  const known = new Map<string, Known>();
  const idsOfPods = new Map<string, Set<string>>();
  const spares = new Map<string, InspectedContainer>();

  const drop = (id: string) => {
    spares.delete(id);
    const uid = known.get(id)?.name.pod.uid;
    if (uid === undefined) return undefined;
    known.delete(id);
    const ids = idsOfPods.get(uid);
    ids?.delete(id);
    if (ids?.size === 0) idsOfPods.delete(uid);
    return uid;
  };

  const all = (uid: string) =>
    [...(idsOfPods.get(uid) ?? [])]
      .flatMap((id) => known.get(id) ?? [])
      .sort((left, right) => right.name.attempt - left.name.attempt);
  const ofKind = (uid: string, kind: PodContainerName['kind']) => all(uid).filter(({ name }) => name.kind === kind);

  const pod = (uid: string) => {
    const [first] = all(uid);
    if (first === undefined) return undefined;
    const runs = ofKind(uid, 'run');
    return {
      ...first.name.pod,
      sandbox: ofKind(uid, 'sandbox').map((entry) => sandboxOf(entry, hostAddress))[0],
      runs: runs.map(runOf),
      graceSeconds: labelledGraceSeconds(runs[0]?.container.Config.Labels ?? {}),
    };
  };

  return {
    put(container, message) {
      drop(container.Id);
      const name = parseName(container.Name);
      if (name?.kind === 'spare') spares.set(container.Id, container);
      if (name === undefined || name.kind === 'spare') return undefined;
      known.set(container.Id, { name, container, message });
      const ids = idsOfPods.get(name.pod.uid) ?? new Set();
      idsOfPods.set(name.pod.uid, ids.add(container.Id));
      return name.pod.uid;
    },
    drop,
    pod,
    pods: () => [...idsOfPods.keys()].flatMap((uid) => pod(uid) ?? []),
    ids: (uid) => [...ofKind(uid, 'run'), ...ofKind(uid, 'sandbox')].map(({ container }) => container.Id),
    sandbox: (uid) => ofKind(uid, 'sandbox')[0]?.container,
    container: (id) => known.get(id)?.container,
    spares: () => [...spares.values()],
  };
}

function sandboxOf({ name, container }: Known, hostAddress: string): Sandbox {
  const address = addressOf(container.Config.Labels) ?? hostAddress;
  return { id: container.Id, attempt: name.attempt, ready: container.State.Running, addresses: [address] };
}

function runOf({ name, container, message }: Known): ContainerRun {
  return {
    id: `${scheme}://${container.Id}`,
    container: name.kind === 'run' ? name.container : '',
    attempt: name.attempt,
    image: container.Config.Image,
    imageId: container.Image,
    hash: hashOf(container.Config.Labels),
    state: runState(container, message),
  };
}
