import type { Container } from '@flotilla/kinds/core/v1';
import type { StoredPod } from './stored-pod.ts';

/**
 * What a container is to its Pod. An `init` one runs to its end before the next begins; a `sidecar` is started in the
 * same order and stays; the `main` ones are what the Pod is for. Source: Kubernetes documentation, "Sidecar Containers".
 */
export type Role = 'init' | 'sidecar' | 'main';

export interface PodContainer {
  readonly container: Container;
  readonly role: Role;
}

/** In the order in which they start. */
export function containersOf({ spec }: StoredPod): PodContainer[] {
  const before = (spec.initContainers ?? []).map((container): PodContainer => {
    return { container, role: container.restartPolicy === 'Always' ? 'sidecar' : 'init' };
  });
  return [...before, ...spec.containers.map((container): PodContainer => ({ container, role: 'main' }))];
}

export function containerNamed(pod: StoredPod, name: string): Container {
  const container = containersOf(pod).find((part) => part.container.name === name)?.container;
  if (container === undefined) throw new Error(`Cannot work on a container: the Pod must have it, got ${name}`);
  return container;
}

/** Whether a run that ended with this code is followed by another. */
export function restarts(pod: StoredPod, { role }: PodContainer, exitCode: number): boolean {
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (role === 'sidecar') return true;
  // An init container has done its work when it succeeds, whatever the policy.
  if (exitCode === 0) return role === 'main' && policy === 'Always';
  return policy !== 'Never';
}
