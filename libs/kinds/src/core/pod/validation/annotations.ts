import { forbidden, invalid } from '@flotilla/machinery';
import type { PodSpec, SeccompProfile } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { descendingPath } from '../../../rules/path-rules.ts';
import { everyContainer } from '../containers.ts';
import { mirrorAnnotation as mirror } from './mirror.ts';

export type Annotations = Readonly<Record<string, string>>;

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmor = 'container.apparmor.security.beta.kubernetes.io/';
const localhost = 'localhost/';
const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** What holds of the annotations that mean something to Pods. */
export function* podAnnotationErrors(field: string, annotations: Annotations, spec: PodSpec): FieldErrors {
  const mirrored = annotations[mirror];
  if (mirrored !== undefined && !spec.nodeName) {
    yield invalid(`${field}[${mirror}]`, mirrored, 'must set spec.nodeName if mirror pod annotation is set');
  }
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isInt32(cost)) yield invalid(`${field}[${deletionCost}]`, cost, 'must be a 32bit integer');
  for (const [key, value] of Object.entries(annotations)) {
    if (key === seccompPod || key.startsWith(seccompContainer)) yield* seccompErrors(`${field}.${key}`, value);
    if (key.startsWith(appArmor)) yield* appArmorErrors(`${field}[${key}]`, key.slice(appArmor.length), value, spec);
  }
}

function isInt32(text: string): boolean {
  const value = Number(text);
  return /^(?:0|-?[0-9]+)$/.test(text) && !/^0./.test(text) && value >= -(2 ** 31) && value < 2 ** 31;
}

function* seccompErrors(field: string, profile: string): FieldErrors {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return;
  if (profile.startsWith(localhost)) yield* descendingPath(field, profile.slice(localhost.length));
  else yield invalid(field, profile, 'must be a valid seccomp profile');
}

function* appArmorErrors(field: string, container: string, profile: string, spec: PodSpec): FieldErrors {
  if (![...everyContainer(spec, '')].some((each) => each.container.name === container)) {
    yield invalid(field, container, 'container not found');
  }
  if (!['', 'runtime/default', 'unconfined'].includes(profile) && !profile.startsWith(localhost)) {
    yield invalid(field, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`);
  }
}

/** Annotations that a Pod keeps as it got them. */
export function* podAnnotationChangeErrors(field: string, next: Annotations, previous: Annotations): FieldErrors {
  for (const [key, value] of Object.entries(previous)) {
    if (next[key] === value) continue;
    if (key.startsWith(appArmor)) yield forbidden(`${field}[${key}]`, 'may not remove or update AppArmor annotations');
    if (key === mirror) yield forbidden(`${field}[${key}]`, 'may not remove or update mirror pod annotation');
  }
  for (const key of Object.keys(next)) {
    if (key in previous) continue;
    if (key.startsWith(appArmor)) yield forbidden(`${field}[${key}]`, 'may not add AppArmor annotations');
    if (key === mirror) yield forbidden(`${field}[${key}]`, 'may not add mirror pod annotation');
  }
}

/** Where a profile is given by annotation and by field, both say the same. For new Pods and for templates. */
export function* profileConflicts(field: string, annotations: Annotations, spec: PodSpec): FieldErrors {
  yield* seccompConflict(
    `${field}.securityContext.seccompProfile`,
    annotations[seccompPod],
    spec.securityContext?.seccompProfile,
  );
  for (const { container, path } of everyContainer(spec, field)) {
    const own = container.securityContext;
    const annotation = annotations[seccompContainer + container.name];
    yield* seccompConflict(`${path}.securityContext.seccompProfile`, annotation, own?.seccompProfile);
    if (spec.os?.name === 'windows') continue;
    const profile = own?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const appArmorAnnotation = annotations[appArmor + container.name];
    yield* conflict(`${path}.securityContext.appArmorProfile`, 'apparmor', appArmorAnnotation, profile);
  }
}

function seccompConflict(
  field: string,
  annotation: string | undefined,
  profile: SeccompProfile | undefined,
): FieldErrors {
  return conflict(field, 'seccomp', annotation === 'docker/default' ? 'runtime/default' : annotation, profile);
}

function* conflict(
  field: string,
  what: string,
  annotation: string | undefined,
  profile: SeccompProfile | undefined,
): FieldErrors {
  if (annotation === undefined || profile === undefined || !profileTypes.includes(profile.type)) return;
  const types: Readonly<Record<string, string>> = { Unconfined: 'unconfined', RuntimeDefault: 'runtime/default' };
  const isLocal = profile.type === 'Localhost';
  const isSameType = isLocal ? annotation.startsWith(localhost) : annotation === types[profile.type];
  if (!isSameType) yield forbidden(`${field}.type`, `${what} type in annotation and field must match`);
  else if (isLocal && annotation.slice(localhost.length) !== profile.localhostProfile) {
    yield forbidden(`${field}.localhostProfile`, `${what} profile in annotation and field must match`);
  }
}
