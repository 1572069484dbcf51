import { expect, test } from 'vitest';
import { unenforcedFieldWarnings } from './unenforced-fields.ts';

test('a Pod that asks for nothing special is told nothing', () => {
  const securityContext = {};
  expect(unenforcedFieldWarnings({ containers: [{ name: 'a', image: 'x' }], securityContext })).toEqual([]);
});

test('what is stored and not acted on is said, each field once', () => {
  const mounted = { image: 'x', volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const spec = {
    volumes: [
      { name: 'data', emptyDir: {} },
      { name: 'far', nfs: { server: 'x', path: '/' } },
      { name: 'api', projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: {} }] } },
    ],
    containers: [
      { name: 'a', ...mounted, volumeDevices: [{ name: 'disk', devicePath: '/disk' }] },
      { name: 'b', ...mounted, securityContext: { seLinuxOptions: { level: 's0' } } },
    ],
  };
  expect(unenforcedFieldWarnings(spec)).toEqual([
    'spec.volumes[*].nfs: stored, but this version does not act on it yet',
    'spec.volumes[*].projected.sources[*].serviceAccountToken: stored, but this version does not act on it yet',
    'spec.containers[*].volumeDevices: stored, but this version does not act on it yet',
    'spec.containers[*].securityContext.seLinuxOptions: stored, but this version does not act on it yet',
  ]);
});
