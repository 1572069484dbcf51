import type { PodSecurityContext, SecurityContext } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../../../testing/sample-pod.ts';
import { RuntimeError } from '../../errors.ts';
import { securitySettings } from './security.ts';

interface More {
  readonly shared?: PodSecurityContext;
  readonly imageUser?: string;
  readonly missing?: string[];
}

function settings(securityContext: SecurityContext, { shared = {}, imageUser = '', missing = [] }: More = {}) {
  const pod = samplePod({ spec: { securityContext: shared } });
  const { User, HostConfig } = securitySettings(pod, { name: 'main', securityContext }, { imageUser, missing });
  return { User, ...HostConfig };
}

test.each<[SecurityContext, More, string | undefined]>([
  [{}, {}, undefined],
  [{ runAsUser: 1000 }, {}, '1000'],
  [{ runAsUser: 0 }, { shared: { runAsUser: 1000 } }, '0'],
  [{}, { shared: { runAsUser: 1000, runAsGroup: 2000 } }, '1000:2000'],
  [{ runAsGroup: 2000 }, { imageUser: 'postgres:db' }, 'postgres:2000'],
  [{ runAsGroup: 2000 }, {}, '0:2000'],
])('%j with %j runs as %s', (own, more, user) => {
  expect(settings(own, more).User).toBe(user);
});

test('a process is in its Pod’s further groups, and in that of its files', () => {
  expect(settings({}, { shared: { supplementalGroups: [10, 11], fsGroup: 12 } }).GroupAdd).toEqual(['10', '11', '12']);
});

test('capabilities are named as the Engine names them, and all of them are those that there are', () => {
  expect(settings({ capabilities: { add: ['CAP_NET_ADMIN'], drop: ['ALL'] } })).toMatchObject({
    CapAdd: ['NET_ADMIN'],
    CapDrop: ['ALL'],
  });
  const everything = settings({ capabilities: { add: ['ALL'], drop: ['NET_RAW'] } }, { missing: ['SYS_RESOURCE'] });
  expect(everything).toMatchObject({ CapAdd: ['ALL'], CapDrop: ['NET_RAW', 'SYS_RESOURCE'] });
});

test('a privileged container gets whatever the machine has', () => {
  expect(settings({ privileged: true })).toMatchObject({ Privileged: true });
  const partial = settings({ privileged: true }, { missing: ['SYS_RESOURCE'] });
  expect(partial).not.toHaveProperty('Privileged');
  expect(partial).toMatchObject({ CapAdd: ['ALL'], CapDrop: ['SYS_RESOURCE'], MaskedPaths: [] });
});

test('what confines a process further is said to the Engine', () => {
  const own = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
  expect(settings(own, { shared: { seccompProfile: { type: 'Unconfined' } } })).toMatchObject({
    ReadonlyRootfs: true,
    SecurityOpt: ['no-new-privileges:true', 'seccomp=unconfined'],
  });
  expect(settings({ seccompProfile: { type: 'RuntimeDefault' } })).not.toHaveProperty('SecurityOpt');
});

test('a seccomp profile of the node’s own is refused', () => {
  const seccompProfile = { type: 'Localhost', localhostProfile: 'mine.json' };
  expect(() => settings({ seccompProfile })).toThrow(RuntimeError);
});
