import type { EnvVar } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../../testing/sample-pod.ts';
import { ConfigurationError } from './errors.ts';
import { expand } from './expand.ts';
import { resolveEnvironment } from './resolve.ts';
import type { EnvironmentSources } from './sources.ts';

const object = { apiVersion: 'v1', metadata: {} };
const sources: EnvironmentSources = {
  configMap: (namespace, name) =>
    namespace === 'default' && name === 'settings'
      ? { ...object, kind: 'ConfigMap', data: { colour: 'red', size: 'big' } }
      : undefined,
  secret: (_namespace, name) =>
    name === 'login'
      ? { ...object, kind: 'Secret', data: { password: Buffer.from('s3cret').toString('base64') } }
      : undefined,
  services: [],
  podAddresses: ['10.244.0.5'],
  hostAddresses: ['192.0.2.1'],
  nodeAllocatable: { cpu: '4', memory: '8Gi' },
};

const resources = { requests: { cpu: '250m', memory: '64Mi' }, limits: { memory: '128Mi' } };

function resolve(container: { env?: EnvVar[]; envFrom?: object[] }): Record<string, string> {
  const main = { name: 'main', resources, ...container };
  const pod = samplePod({ containers: [main], spec: { nodeName: 'node-1', serviceAccountName: 'default' } });
  pod.metadata.labels = { 'app.kubernetes.io/name': 'web' };
  return Object.fromEntries(resolveEnvironment(pod, main, sources).map(({ name, value }) => [name, value]));
}

const field = (fieldPath: string): EnvVar => ({ name: fieldPath, valueFrom: { fieldRef: { fieldPath } } });
const resource = (name: string, divisor?: string): EnvVar => ({
  name: `${name} ${divisor}`,
  valueFrom: { resourceFieldRef: { resource: name, ...(divisor !== undefined && { divisor }) } },
});

test('values see the variables before them, and env goes over envFrom', () => {
  expect(
    resolve({
      envFrom: [{ configMapRef: { name: 'settings' }, prefix: 'MY_' }, { secretRef: { name: 'login' } }],
      env: [
        { name: 'MY_size', value: 'small' },
        { name: 'PHRASE', value: '$(MY_size) and $(MY_colour), $(LATER), $$(MY_size)' },
        { name: 'LATER', value: 'x' },
        { name: 'EMPTY' },
      ],
    }),
  ).toEqual({
    MY_colour: 'red',
    MY_size: 'small',
    password: 's3cret',
    PHRASE: 'small and red, $(LATER), $(MY_size)',
    LATER: 'x',
    EMPTY: '',
  });
});

test('fields of the Pod are known by their paths', () => {
  const label = "metadata.labels['app.kubernetes.io/name']";
  const paths = [
    'metadata.name',
    'metadata.namespace',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.podIP',
    'status.hostIP',
    label,
  ];
  expect(resolve({ env: paths.map(field) })).toEqual({
    'metadata.name': 'sample',
    'metadata.namespace': 'default',
    'spec.nodeName': 'node-1',
    'spec.serviceAccountName': 'default',
    'status.podIP': '10.244.0.5',
    'status.hostIP': '192.0.2.1',
    [label]: 'web',
  });
});

test('requests and limits are counted in their divisor, rounded up; a limit that is not set is the node’s', () => {
  const env = [
    resource('requests.cpu'),
    resource('requests.cpu', '1m'),
    resource('limits.cpu'),
    resource('limits.memory', '1Mi'),
    resource('requests.memory', '1Gi'),
    resource('requests.ephemeral-storage'),
  ];
  expect(Object.values(resolve({ env }))).toEqual(['1', '250', '4', '128', '1', '0']);
});

test.each([
  [{ configMapKeyRef: { name: 'none', key: 'x' } }, 'configmap "none" not found'],
  [{ configMapKeyRef: { name: 'settings', key: 'x' } }, "couldn't find key x in ConfigMap default/settings"],
  [{ secretKeyRef: { name: 'none', key: 'x' } }, 'secret "none" not found'],
  [{ secretKeyRef: { name: 'login', key: 'x' } }, "couldn't find key x in Secret default/login"],
  [{ fieldRef: { fieldPath: 'spec.volumes' } }, 'unsupported fieldPath: spec.volumes'],
  [{ resourceFieldRef: { resource: 'limits.cpu', containerName: 'other' } }, 'container other not found'],
])('a reference that leads nowhere says so: %j', (valueFrom, message) => {
  expect(() => resolve({ env: [{ name: 'X', valueFrom }] })).toThrow(new ConfigurationError(message));
});

test('what is optional may be missing', () => {
  const missing = { name: 'none', key: 'x', optional: true };
  const env: EnvVar[] = [
    { name: 'A', valueFrom: { configMapKeyRef: missing } },
    { name: 'B', valueFrom: { secretKeyRef: { name: 'login', key: 'x', optional: true } } },
  ];
  expect(resolve({ envFrom: [{ secretRef: { name: 'none', optional: true } }], env })).toEqual({});
});

test.each([
  ['$(A)-$(B)', '1-2'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$1'],
  ['$(UNKNOWN) $A $( $', '$(UNKNOWN) $A $( $'],
  ['$(A', '$(A'],
])('%s expands to %s', (text, expanded) => {
  expect(
    expand(
      text,
      new Map([
        ['A', '1'],
        ['B', '2'],
      ]),
    ),
  ).toBe(expanded);
});
