import type { Pod } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { referencesOf } from './references.ts';

function podWith(spec: Partial<NonNullable<Pod['spec']>>): Pod {
  const metadata = { namespace: 'team', name: 'web', uid: 'uid' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], ...spec } };
}

test('a Pod needs what its containers, its volumes and its image pulls name', () => {
  const pod = podWith({
    initContainers: [{ name: 'init', envFrom: [{ configMapRef: { name: 'from' } }, { secretRef: { name: 'from' } }] }],
    containers: [
      {
        name: 'main',
        env: [
          { name: 'PLAIN', value: 'x' },
          { name: 'A', valueFrom: { configMapKeyRef: { name: 'key', key: 'a' } } },
          { name: 'B', valueFrom: { secretKeyRef: { name: 'key', key: 'b' } } },
        ],
      },
    ],
    volumes: [
      { name: 'empty', emptyDir: {} },
      { name: 'map', configMap: { name: 'volume' } },
      { name: 'kept', persistentVolumeClaim: { claimName: 'kept' } },
      { name: 'made', ephemeral: {} },
      { name: 'secret', secret: { secretName: 'volume' } },
      { name: 'all', projected: { sources: [{ configMap: { name: 'part' } }, { secret: { name: 'part' } }] } },
    ],
    imagePullSecrets: [{ name: 'pull' }],
  });
  expect(referencesOf(pod)).toEqual({
    configMaps: ['team/key', 'team/from', 'team/volume', 'team/part'],
    secrets: ['team/key', 'team/from', 'team/volume', 'team/part', 'team/pull'],
    claims: ['team/kept', 'team/web-made'],
  });
});

test('what is named twice is needed once, and what is named by nothing is not needed', () => {
  const container = { name: 'main', envFrom: [{ configMapRef: { name: 'same' } }, { configMapRef: { name: '' } }] };
  const pod = podWith({ containers: [container, { ...container, name: 'other' }] });
  expect(referencesOf(pod)).toEqual({ configMaps: ['team/same'], secrets: [], claims: [] });
});
