import type { KubernetesObject } from '@flotilla/machinery';
import type { AppArmorProfile, Pod } from '../../generated/types/core-v1.ts';
import { sameValue } from '../../rules/same-value.ts';
import { everyContainer } from './containers.ts';

const prefix = 'container.apparmor.security.beta.kubernetes.io/';
const localhost = 'localhost/';

/** Gives containers by field the AppArmor profile that an annotation gives them. Source: KEP-24. */
export function applyAppArmorAnnotations(pod: Pod & KubernetesObject): void {
  if (pod.spec === undefined || pod.spec.os?.name === 'windows') return;
  for (const { container } of everyContainer(pod.spec, '')) {
    const profile = profileOf(pod.metadata.annotations?.[prefix + container.name]);
    const isGiven = container.securityContext?.appArmorProfile !== undefined;
    if (profile === undefined || isGiven || sameValue(profile, pod.spec.securityContext?.appArmorProfile)) continue;
    container.securityContext = { ...container.securityContext, appArmorProfile: profile };
  }
}

function profileOf(annotation: string | undefined): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const localhostProfile = annotation?.startsWith(localhost) ? annotation.slice(localhost.length) : '';
  return localhostProfile.trim() === localhostProfile && localhostProfile !== ''
    ? { type: 'Localhost', localhostProfile }
    : undefined;
}
