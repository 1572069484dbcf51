import { expect, test } from 'vitest';
import type { Volume } from '../../../generated/types/core-v1.ts';
import { textsOf } from '../../../rules/texts.fixture.ts';
import { defaultedPod } from '../pod.fixture.ts';
import { validatePod } from './pod.ts';

function errorsWith(...volumes: Volume[]): string[] {
  return textsOf(validatePod(defaultedPod({ volumes })));
}

test.each<[string, Volume[], string[]]>([
  ['two of one name', [{ name: 'a' }, { name: 'a' }], ['spec.volumes[1].name: Duplicate value: "a"']],
  [
    'two sources',
    [{ name: 'a', emptyDir: {}, hostPath: { path: '/x' } }],
    ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
  ],
  [
    'a host path without path',
    [{ name: 'a', hostPath: { path: '' } }],
    ['spec.volumes[0].hostPath.path: Required value'],
  ],
  [
    'a host path that climbs, of an unknown type',
    [{ name: 'a', hostPath: { path: '/a/../b', type: 'Pipe' } }],
    [
      `spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
      'spec.volumes[0].hostPath.type: Unsupported value: "Pipe": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
    ],
  ],
  [
    'files of a Secret outside the volume, or open to more than all',
    [{ name: 'a', secret: { secretName: '', defaultMode: 1000, items: [{ key: '', path: '/etc/x' }] } }],
    [
      'spec.volumes[0].secret.secretName: Required value',
      'spec.volumes[0].secret.defaultMode: Invalid value: 1000: must be a number between 0 and 0777 (octal), both inclusive',
      'spec.volumes[0].secret.items[0].key: Required value',
      'spec.volumes[0].secret.items[0].path: Invalid value: "/etc/x": must be a relative path',
    ],
  ],
  [
    'a token that lives too short, and a path taken twice',
    [
      {
        name: 'a',
        projected: {
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 60 } },
            { configMap: { name: 'c', items: [{ key: 'k', path: 'x' }] } },
            { secret: { name: 's', items: [{ key: 'k', path: 'x' }] } },
          ],
        },
      },
    ],
    [
      'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
      'spec.volumes[0].projected: Invalid value: "s": conflicting duplicate paths',
      'spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
    ],
  ],
  [
    'a claim to be made that asks for nothing',
    [{ name: 'a', ephemeral: { volumeClaimTemplate: { spec: {} } } }],
    [
      'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required',
      'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
    ],
  ],
  [
    'sources of other machines without what finds them',
    [
      { name: 'a', nfs: { server: '', path: 'x' } },
      { name: 'b', iscsi: { targetPortal: '', iqn: 'x', lun: 300 } },
      { name: 'c', csi: { driver: '' } },
    ],
    [
      'spec.volumes[0].nfs.server: Required value',
      'spec.volumes[0].nfs.path: Invalid value: "x": must be an absolute path',
      'spec.volumes[1].iscsi.targetPortal: Required value',
      'spec.volumes[1].iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
      'spec.volumes[1].iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive',
      'spec.volumes[2].csi.driver: Required value',
    ],
  ],
])('%s is refused', (_, volumes, expected) => {
  expect(errorsWith(...volumes)).toEqual(expected);
});

test('a volume that is wrong cannot be mounted either', () => {
  const containers = [{ name: 'main', image: 'a:1', volumeMounts: [{ name: 'Bad', mountPath: '/x' }] }];
  const [first, ...others] = textsOf(validatePod(defaultedPod({ volumes: [{ name: 'Bad' }], containers })));
  expect(first).toMatch(/^spec\.volumes\[0\]\.name: Invalid value: "Bad"/);
  expect(others).toEqual(['spec.containers[0].volumeMounts[0].name: Not found: "Bad"']);
});
