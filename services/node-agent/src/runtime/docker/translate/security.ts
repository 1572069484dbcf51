import type { Capabilities, Container, SeccompProfile, SecurityContext } from '@flotilla/kinds/core/v1';
import type { StoredPod } from '../../../pod/stored-pod.ts';
import { RuntimeError } from '../../errors.ts';
import type { ContainerBody, HostConfig } from './container-body.ts';

export interface SecuritySurroundings {
  /** Capabilities that no process of the machine can have. */
  readonly missing: readonly string[];
  /** The image's: by name or number, perhaps with a group; empty for root. */
  readonly imageUser: string;
}

/**
 * What a container's process may do, and as whom. What the container does not say, its Pod says for it. Source:
 * Kubernetes documentation, "Configure a Security Context for a Pod or Container". Throws {@link RuntimeError} for what
 * an Engine cannot be asked for.
 */
export function securitySettings(
  pod: StoredPod,
  container: Container,
  { missing, imageUser }: SecuritySurroundings,
): Pick<ContainerBody, 'User' | 'HostConfig'> {
  const { securityContext: own = {} } = container;
  const { securityContext: shared = {} } = pod.spec;
  const user = userOf({ ...shared, ...definedOf(own) }, imageUser);
  const groups = [...(shared.supplementalGroups ?? []), ...(shared.fsGroup === undefined ? [] : [shared.fsGroup])];
  return {
    ...(user !== undefined && { User: user }),
    HostConfig: {
      ...(groups.length > 0 && { GroupAdd: groups.map(String) }),
      ...(own.readOnlyRootFilesystem && { ReadonlyRootfs: true }),
      ...(own.privileged ? privileged(missing) : confined(own, own.seccompProfile ?? shared.seccompProfile, missing)),
    },
  };
}

function definedOf({ runAsUser, runAsGroup }: SecurityContext): SecurityContext {
  return { ...(runAsUser !== undefined && { runAsUser }), ...(runAsGroup !== undefined && { runAsGroup }) };
}

/** Undefined for the image's own. A group alone goes with the image's user. */
function userOf({ runAsUser, runAsGroup }: SecurityContext, imageUser: string): string | undefined {
  if (runAsGroup === undefined) return runAsUser?.toString();
  const [user = ''] = imageUser.split(':');
  return `${runAsUser ?? (user || '0')}:${runAsGroup}`;
}

/** Where the machine does not have all that a privileged container is given, it gets all that there is. */
function privileged(missing: readonly string[]): HostConfig {
  if (missing.length === 0) return { Privileged: true };
  return {
    CapAdd: [all],
    CapDrop: [...missing],
    SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    Devices: [{ PathOnHost: '/dev', PathInContainer: '/dev', CgroupPermissions: 'rwm' }],
    DeviceCgroupRules: ['a *:* rwm'],
    MaskedPaths: [],
    ReadonlyPaths: [],
  };
}

function confined(own: SecurityContext, seccomp: SeccompProfile | undefined, missing: readonly string[]): HostConfig {
  const options = [
    ...(own.allowPrivilegeEscalation === false ? ['no-new-privileges:true'] : []),
    ...seccompOptions(seccomp),
  ];
  return {
    ...capabilitySettings(own.capabilities ?? {}, missing),
    ...(options.length > 0 && { SecurityOpt: options }),
    ...(own.procMount === 'Unmasked' && { MaskedPaths: [], ReadonlyPaths: [] }),
  };
}

/** Without a profile the Engine's own applies, as with `RuntimeDefault`. */
function seccompOptions(profile: SeccompProfile | undefined): string[] {
  if (profile?.type === 'Unconfined') return ['seccomp=unconfined'];
  if (profile?.type !== 'Localhost') return [];
  throw new RuntimeError(
    `Cannot use the seccomp profile ${profile.localhostProfile}: its type must be RuntimeDefault or Unconfined, got Localhost`,
    'change',
  );
}

/** Stands for every capability. */
const all = 'ALL';

/** All of them are those that there are. */
function capabilitySettings({ add = [], drop = [] }: Capabilities, missing: readonly string[]): HostConfig {
  const added = add.map(withoutPrefix);
  const dropped = [...drop.map(withoutPrefix), ...(added.includes(all) ? missing : [])];
  return { ...(added.length > 0 && { CapAdd: added }), ...(dropped.length > 0 && { CapDrop: dropped }) };
}

function withoutPrefix(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}
