import type { ContainerStatus, Pod } from '@flotilla/kinds/core/v1';
import { badRequestError, type StatusError } from '@flotilla/machinery';

/** The container that a log is asked of: the only one, where none is named. Throws 400. */
export function chooseContainer(pod: Pod, asked: string): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const all = [...initContainers, ...containers, ...ephemeralContainers].map((each) => each.name);
  const podName = pod.metadata?.name ?? '';
  if (asked === '') {
    const [only, ...more] = containers;
    if (only !== undefined && more.length === 0) return only.name;
    const choices = containers.map((each) => each.name).join(' ');
    const init =
      initContainers.length === 0
        ? ''
        : ` or one of the init containers: [${initContainers.map((each) => each.name).join(' ')}]`;
    throw badRequestError(`a container name must be specified for pod ${podName}, choose one of: [${choices}]${init}`);
  }
  if (all.includes(asked)) return asked;
  throw badRequestError(`container ${asked} is not valid for pod ${podName}`);
}

/** Whether nothing of the container has run yet. */
export function isWaiting(pod: Pod, container: string): boolean {
  const state = statusOf(pod, container)?.state;
  return (
    state?.running === undefined &&
    state?.terminated === undefined &&
    statusOf(pod, container)?.lastState?.terminated === undefined
  );
}

function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const all = [status?.initContainerStatuses, status?.containerStatuses, status?.ephemeralContainerStatuses];
  return all.flatMap((each) => each ?? []).find(({ name }) => name === container);
}

export function notStarted(pod: Pod, container: string): StatusError {
  const reason = statusOf(pod, container)?.state?.waiting?.reason;
  const name = pod.metadata?.name ?? '';
  if (reason === undefined) return badRequestError(`pod ${name} does not have a host assigned`);
  const why = PULL_TROUBLE[reason] ?? reason;
  return badRequestError(`container "${container}" in pod "${name}" is waiting to start: ${why}`);
}

const PULL_TROUBLE: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};
