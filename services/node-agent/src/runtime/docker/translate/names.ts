/**
 * A container's name on the Engine says whose it is: it can be changed later, which labels cannot, and the Engine keeps
 * it unique. Kubernetes' names hold no underscore.
 */
export type ContainerName =
  | { readonly kind: 'sandbox'; readonly pod: PodName; readonly attempt: number }
  | { readonly kind: 'run'; readonly pod: PodName; readonly attempt: number; readonly container: string }
  | { readonly kind: 'spare'; readonly key: string };

export interface PodName {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

const prefix = 'flotilla';
/** Stand where a container's name stands; no container can be called so, since theirs are in lower case. */
const sandboxMark = 'POD';
const spareMark = 'SPARE';

export function formatName(name: ContainerName): string {
  if (name.kind === 'spare') return [prefix, spareMark, name.key].join('_');
  const { pod, attempt } = name;
  const container = name.kind === 'sandbox' ? sandboxMark : name.container;
  return [prefix, container, pod.name, pod.namespace, pod.uid, attempt].join('_');
}

/** `name` as the Engine tells it, with a leading slash. Undefined where it is none of ours. */
export function parseName(name: string): ContainerName | undefined {
  const [first, container, ...rest] = name.replace(/^\//, '').split('_');
  if (first !== prefix || container === undefined) return undefined;
  if (container === spareMark) return { kind: 'spare', key: rest.join('_') };
  const [podName, namespace, uid, attemptText] = rest;
  if (podName === undefined || namespace === undefined || uid === undefined || attemptText === undefined)
    return undefined;
  const pod = { name: podName, namespace, uid };
  const attempt = Number(attemptText);
  return container === sandboxMark ? { kind: 'sandbox', pod, attempt } : { kind: 'run', pod, attempt, container };
}
