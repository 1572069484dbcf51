import type { ObjectReference, ServicePort } from '@flotilla/kinds/core/v1';
import type { PodView } from './projections.ts';

/** The port of a Pod that a Service's port leads to; undefined where the Pod has none of that name. */
export function findPort({ ports }: PodView, { targetPort, port, protocol }: ServicePort): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  return ports.find((candidate) => candidate.name === targetPort && candidate.protocol === protocol)?.port;
}

/** The later of the moments at which these Pods became ready or ceased to be: RFC 3339, empty where none did. */
export function triggerTime(pods: readonly PodView[]): string {
  return (
    pods
      .map(({ readySince }) => readySince)
      .toSorted()
      .at(-1) ?? ''
  );
}

/** The name of a Pod below its Service's, where it asks for one. */
export function hostnameIn(pod: PodView, service: { readonly name: string }): string | undefined {
  return pod.hostname !== '' && pod.subdomain === service.name ? pod.hostname : undefined;
}

/** As the reference names the Pod of an endpoint: without its API version. */
export function podReference({ namespace, name, uid }: PodView): ObjectReference {
  return { kind: 'Pod', namespace, name, uid } as ObjectReference;
}
