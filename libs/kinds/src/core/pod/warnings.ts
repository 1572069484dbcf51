import type { KubernetesObject } from '@flotilla/machinery';
import { checkDnsLabel } from '@flotilla/machinery';
import type { EnvVar, Pod, PodSpec } from '../../generated/types/core-v1.ts';
import { ipWarnings } from '../../rules/address-warnings.ts';
import { byteWarnings } from '../resource/byte-warnings.ts';
import { everyContainer } from './containers.ts';
import { portWarnings } from './port-warnings.ts';
import { schedulingWarnings } from './scheduling-warnings.ts';
import { volumeWarnings } from './volume-warnings.ts';

/** What a new Pod's author should know although nothing is wrong. */
export function podWarnings(object: KubernetesObject): string[] {
  const { metadata, spec = { containers: [] } } = object as Pod & KubernetesObject;
  return [...nameWarnings(metadata.name ?? ''), ...podSpecWarnings(metadata.annotations ?? {}, spec)];
}

/** The same wherever a spec stands; the texts begin with the path from there: `spec.`, `metadata.`. */
export function podSpecWarnings(annotations: Readonly<Record<string, string>>, spec: PodSpec): string[] {
  return [
    ...schedulingWarnings(spec),
    ...annotationWarnings(annotations),
    ...seccompWarnings(annotations, spec),
    ...volumeWarnings(spec.volumes ?? []),
    ...duplicateWarnings(spec),
    ...byteWarnings('spec.overhead', spec.overhead, countedInBytes),
    ...containerWarnings(spec),
    ...portWarnings(spec),
    ...addressWarnings(spec),
  ];
}

const countedInBytes = ['memory', 'ephemeral-storage'];

function addressWarnings({ dnsConfig, hostAliases = [] }: PodSpec): string[] {
  const nameservers = dnsConfig?.nameservers ?? [];
  return [
    ...nameservers.flatMap((address, index) => ipWarnings(`spec.dnsConfig.nameservers[${index}]`, address)),
    ...hostAliases.flatMap(({ ip = '' }, index) => ipWarnings(`spec.hostAliases[${index}].ip`, ip)),
  ];
}

function nameWarnings(name: string): string[] {
  const complaints = checkDnsLabel(name);
  if (complaints.length === 0) return [];
  const why = "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended";
  return [`metadata.name: ${why}: [${complaints.join(' ')}]`];
}

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

function annotationWarnings(annotations: Readonly<Record<string, string>>): string[] {
  return Object.entries(deprecatedAnnotations)
    .filter(([key]) => key in annotations)
    .map(([key, why]) => `metadata.annotations[${key}]: ${why}`);
}

/** Profiles were given by annotation before there was a field. */
function seccompWarnings(annotations: Readonly<Record<string, string>>, spec: PodSpec): string[] {
  const keys = [
    ...(spec.securityContext?.seccompProfile === undefined ? ['seccomp.security.alpha.kubernetes.io/pod'] : []),
    ...[...everyContainer(spec, '')]
      .filter(({ container }) => container.securityContext?.seccompProfile === undefined)
      .map(({ container }) => `container.seccomp.security.alpha.kubernetes.io/${container.name}`),
  ];
  return keys
    .filter((key) => key in annotations)
    .map((key) => `metadata.annotations[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`);
}

function duplicateWarnings({ hostAliases = [], imagePullSecrets = [] }: PodSpec): string[] {
  const addresses = hostAliases.map(({ ip = '' }) => ip);
  const names = imagePullSecrets.map(({ name }) => name ?? '');
  return [
    ...repeated(addresses).map((index) => `spec.hostAliases[${index}].ip: duplicate ip "${addresses[index]}"`),
    ...repeated(names).map((index) => `spec.imagePullSecrets[${index}].name: duplicate name "${names[index]}"`),
    ...names.flatMap((name, index) => (name ? [] : `spec.imagePullSecrets[${index}].name: invalid empty name ""`)),
  ];
}

/** The places of values that stood before. */
function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? index : []));
}

function containerWarnings(spec: PodSpec): string[] {
  return [...everyContainer(spec, 'spec')].flatMap(({ container, path }) => [
    ...byteWarnings(`${path}.resources.limits`, container.resources?.limits, countedInBytes),
    ...byteWarnings(`${path}.resources.requests`, container.resources?.requests, countedInBytes),
    ...environmentWarnings(`${path}.env`, container.env ?? []),
  ]);
}

/** A variable may be given again only to add to itself. */
function environmentWarnings(path: string, variables: readonly EnvVar[]): string[] {
  const names = variables.map(({ name }) => name);
  return repeated(names).flatMap((index) => {
    const { name = '', value = '', valueFrom } = variables[index] ?? { name: '' };
    const self = `$(${name})`;
    if (valueFrom === undefined && value !== self && value.includes(self)) return [];
    return `${path}[${index}]: hides previous definition of "${name}", which may be dropped when using apply`;
  });
}
