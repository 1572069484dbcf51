import { duplicate, forbidden, invalid, notSupported, required, tooLong } from '@flotilla/machinery';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
  Sysctl,
} from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { greatestInt32, supportedValue, within } from '../../../rules/field-rules.ts';
import type { InternalFields } from '../../../rules/internal-form.ts';
import { internalForm } from '../../../rules/internal-form.ts';
import { descendingPath } from '../../../rules/path-rules.ts';
import { everyContainer } from '../containers.ts';
import { windowsOptionsErrors } from './windows-options.ts';

export function* containerSecurityErrors(field: string, context: SecurityContext, spec: PodSpec): FieldErrors {
  yield* within(`${field}.runAsUser`, context.runAsUser, 0, greatestInt32);
  yield* within(`${field}.runAsGroup`, context.runAsGroup, 0, greatestInt32);
  yield* procMountErrors(`${field}.procMount`, context, spec);
  yield* seccompErrors(`${field}.seccompProfile`, context.seccompProfile);
  if (context.allowPrivilegeEscalation === false) yield* escalationErrors(field, context);
  yield* windowsOptionsErrors(`${field}.windowsOptions`, context.windowsOptions);
  yield* appArmorErrors(`${field}.appArmorProfile`, context.appArmorProfile);
}

function* procMountErrors(field: string, { procMount }: SecurityContext, spec: PodSpec): FieldErrors {
  yield* supportedValue(field, procMount, ['Default', 'Unmasked']);
  if (procMount === 'Unmasked' && spec.hostUsers !== false) {
    yield invalid(field, procMount, '`hostUsers` must be false to use `Unmasked`');
  }
}

const profileFields = { type: '', localhostProfile: null } as const;
const contextFields: InternalFields = {
  capabilities: { add: null, drop: null },
  privileged: null,
  seLinuxOptions: { user: '', role: '', type: '', level: '' },
  windowsOptions: { gmsaCredentialSpecName: null, gmsaCredentialSpec: null, runAsUserName: null, hostProcess: null },
  runAsUser: null,
  runAsGroup: null,
  runAsNonRoot: null,
  readOnlyRootFilesystem: null,
  allowPrivilegeEscalation: null,
  procMount: null,
  seccompProfile: profileFields,
  appArmorProfile: profileFields,
};

function* escalationErrors(field: string, context: SecurityContext): FieldErrors {
  const shown = internalForm(context, contextFields);
  if (context.privileged === true) {
    yield invalid(field, shown, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
  }
  for (const capability of context.capabilities?.add ?? []) {
    if (capability !== 'CAP_SYS_ADMIN') continue;
    yield invalid(field, shown, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
  }
}

export function* podSecurityErrors(field: string, context: PodSecurityContext, spec: PodSpec): FieldErrors {
  yield* within(`${field}.fsGroup`, context.fsGroup, 0, greatestInt32);
  yield* within(`${field}.runAsUser`, context.runAsUser, 0, greatestInt32);
  yield* within(`${field}.runAsGroup`, context.runAsGroup, 0, greatestInt32);
  for (const [index, group] of (context.supplementalGroups ?? []).entries()) {
    yield* within(`${field}.supplementalGroups[${index}]`, group, 0, greatestInt32);
  }
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
    yield invalid(`${field}.shareProcessNamespace`, true, why);
  }
  yield* sysctlsErrors(`${field}.sysctls`, context.sysctls ?? [], spec);
  yield* supportedValue(`${field}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']);
  yield* seccompErrors(`${field}.seccompProfile`, context.seccompProfile);
  yield* windowsOptionsErrors(`${field}.windowsOptions`, context.windowsOptions);
  yield* appArmorErrors(`${field}.appArmorProfile`, context.appArmorProfile);
  yield* supportedValue(`${field}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, ['Merge', 'Strict']);
  yield* supportedValue(`${field}.seLinuxChangePolicy`, context.seLinuxChangePolicy, ['Recursive']);
}

const sysctlPattern = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const sysctlName = new RegExp(sysctlPattern);
const sysctlLimit = 253;

function* sysctlsErrors(field: string, sysctls: readonly Sysctl[], spec: PodSpec): FieldErrors {
  const names = new Set<string>();
  for (const [index, { name = '' }] of sysctls.entries()) {
    const path = `${field}[${index}].name`;
    if (!name) yield required(path);
    else if (name.length > sysctlLimit || !sysctlName.test(name)) {
      yield invalid(path, name, `must have at most ${sysctlLimit} characters and match regex ${sysctlPattern}`);
    } else if (names.has(name)) yield duplicate(path, name);
    const owner = namespaceOf(name);
    if (owner === 'net' && spec.hostNetwork)
      yield invalid(path, name, "may not be specified when 'hostNetwork' is true");
    if (owner === 'ipc' && spec.hostIPC) yield invalid(path, name, "may not be specified when 'hostIPC' is true");
    names.add(name);
  }
}

/** The Linux namespace that a sysctl belongs to. Source: Kubernetes documentation, "Using sysctls in a Cluster". */
function namespaceOf(sysctl: string): 'ipc' | 'net' | undefined {
  const name = sysctl.replaceAll('/', '.');
  if (name.startsWith('net.')) return 'net';
  return name === 'kernel.sem' || /^(?:kernel\.shm|kernel\.msg|fs\.mqueue\.)/.test(name) ? 'ipc' : undefined;
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function* seccompErrors(field: string, profile: SeccompProfile | undefined): FieldErrors {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  if (!type) yield required(`${field}.type`, 'type is required when seccompProfile is set');
  else if (!profileTypes.includes(type)) yield notSupported(`${field}.type`, type, profileTypes);
  const path = `${field}.localhostProfile`;
  if (type !== 'Localhost') {
    if (localhostProfile !== undefined)
      yield invalid(path, internalForm(profile, profileFields), 'can only be set when seccomp type is Localhost');
  } else if (localhostProfile === undefined) yield required(path, 'must be set when seccomp type is Localhost');
  else yield* descendingPath(path, localhostProfile);
}

/** The longest path of Linux, without its end mark, in bytes. */
const pathLimit = 4095;

function* appArmorErrors(field: string, profile: AppArmorProfile | undefined): FieldErrors {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  const path = `${field}.localhostProfile`;
  if (!type) yield required(`${field}.type`, 'type is required when appArmorProfile is set');
  else if (!profileTypes.includes(type)) yield notSupported(`${field}.type`, type, profileTypes);
  else if (type === 'Localhost') yield* appArmorName(path, localhostProfile ?? '');
  else if (localhostProfile !== undefined) {
    yield invalid(path, localhostProfile, 'can only be set when AppArmor type is Localhost');
  }
}

function* appArmorName(field: string, name: string): FieldErrors {
  if (name.trim() !== name) yield invalid(field, name, 'must not be padded with whitespace');
  else if (name === '') yield required(field, 'must be set when AppArmor type is Localhost');
  if (name.length > pathLimit) yield tooLong(field, pathLimit);
}

/** With user namespaces of its own, a Pod cannot share the host's others. */
export function* hostUsersErrors(field: string, spec: PodSpec): FieldErrors {
  if (spec.hostUsers !== false) return;
  const why = 'when `hostUsers` is false';
  if (spec.hostNetwork) yield forbidden(`${field}.hostNetwork`, why);
  if (spec.hostPID) yield forbidden(`${field}.HostPID`, why);
  if (spec.hostIPC) yield forbidden(`${field}.HostIPC`, why);
  for (const { container, path } of everyContainer(spec, field)) {
    if ((container.volumeDevices ?? []).length > 0) yield forbidden(`${path}.volumeDevices`, why);
  }
}
