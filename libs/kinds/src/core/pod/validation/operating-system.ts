import { forbidden, invalid, notSupported, required } from '@flotilla/machinery';
import type { PodSpec } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { everyContainer } from '../containers.ts';

const systems = ['linux', 'windows'];

/** What a Pod may not say for the system it is for. */
export function* osErrors(field: string, spec: PodSpec): FieldErrors {
  yield* hostProcessErrors(field, spec);
  if (spec.os === undefined) return;
  const { name } = spec.os;
  if (!name) yield required(`${field}.os.name`);
  else if (!systems.includes(name)) yield notSupported(`${field}.os`, name, systems);
  else yield* name === 'linux' ? linuxErrors(field, spec) : windowsErrors(field, spec);
}

function* linuxErrors(field: string, spec: PodSpec): FieldErrors {
  const why = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions !== undefined)
    yield forbidden(`${field}.securityContext.windowsOptions`, why);
  for (const { container, path } of everyContainer(spec, field)) {
    if (container.securityContext?.windowsOptions !== undefined) {
      yield forbidden(`${path}.securityContext.windowsOptions`, why);
    }
  }
}

const podFieldsOfLinux = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'] as const;
const podContextOfLinux = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const;
const contextOfLinux = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

function* windowsErrors(field: string, spec: PodSpec): FieldErrors {
  const why = 'cannot be set for a windows pod';
  for (const name of podContextOfLinux) {
    if (isGiven(spec.securityContext?.[name])) yield forbidden(`${field}.securityContext.${name}`, why);
  }
  for (const name of podFieldsOfLinux) {
    if (spec[name] !== undefined) yield forbidden(`${field}.${name}`, why);
  }
  for (const { container, path } of everyContainer(spec, field)) {
    for (const name of contextOfLinux) {
      if (container.securityContext?.[name] !== undefined) yield forbidden(`${path}.securityContext.${name}`, why);
    }
  }
}

/** An empty list says nothing. */
function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

function* hostProcessErrors(field: string, spec: PodSpec): FieldErrors {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = [...everyContainer(spec, field)].map(({ container, path }) => ({
    path,
    own: container.securityContext?.windowsOptions?.hostProcess,
  }));
  for (const { path, own } of containers) {
    if (ofPod === undefined || own === undefined || ofPod === own) continue;
    const why = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
    yield invalid(`${path}.securityContext.windowsOptions.hostProcess`, own, why);
  }
  const count = containers.filter(({ own }) => own ?? ofPod).length;
  if (count === 0) return;
  if (count !== containers.length) {
    yield invalid(
      field,
      '',
      'If pod contains any hostProcess containers then all containers must be HostProcess containers',
    );
  }
  if (spec.hostNetwork !== true) {
    yield invalid(`${field}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers');
  }
}
