import type { KubernetesObject } from '@flotilla/machinery';

/** Names a kind in code and carries the TypeScript type of its objects. */
export interface ResourceType<T> {
  readonly apiVersion: string;
  readonly kind: string;
  /** Never there: it only makes `T` part of the type. */
  readonly objects?: T;
}

/** `const Pods = resourceType<Pod>('v1', 'Pod')`. */
export function resourceType<T extends object>(apiVersion: string, kind: string): ResourceType<T & KubernetesObject> {
  return { apiVersion, kind };
}
