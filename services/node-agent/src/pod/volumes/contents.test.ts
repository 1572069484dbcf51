import type { Volume } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../../testing/sample-pod.ts';
import { contentsOf } from './contents.ts';
import { VolumeError } from './volume-error.ts';
import type { VolumeSources } from './volume-sources.ts';

const metadata = { namespace: 'default' };
const settings = { data: { colour: 'red', size: 'big' }, binaryData: { raw: 'AAE=' } };
const sources: VolumeSources = {
  configMap: (_namespace, name) =>
    name === 'settings' ? { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...settings } : undefined,
  secret: (_namespace, name) =>
    name === 'login'
      ? { apiVersion: 'v1', kind: 'Secret', metadata, data: { password: Buffer.from('pass').toString('base64') } }
      : undefined,
  claim: () => undefined,
  persistentVolume: () => undefined,
  services: [],
  podAddresses: [],
  hostAddresses: [],
  nodeAllocatable: { cpu: '2', memory: '1Gi' },
};

/** Each file as `mode content`. */
function shown(source: Omit<Volume, 'name'>, pod = samplePod()): Record<string, string> {
  const files = contentsOf({ name: 'files', ...source }, pod, sources);
  return Object.fromEntries([...files].map(([path, { data, mode }]) => [path, `${mode.toString(8)} ${data}`]));
}

test('every key of a ConfigMap is a file, with the mode that is asked for', () => {
  expect(shown({ configMap: { name: 'settings', defaultMode: 0o600 } })).toEqual({
    colour: '600 red',
    size: '600 big',
    raw: '600 \0\x01',
  });
});

test('items choose keys, paths and modes', () => {
  const items = [
    { key: 'colour', path: 'deep/./hue', mode: 0o400 },
    { key: 'size', path: 'size' },
  ];
  expect(shown({ configMap: { name: 'settings', items } })).toEqual({ 'deep/hue': '400 red', size: '644 big' });
  expect(shown({ secret: { secretName: 'login' } })).toEqual({ password: '644 pass' });
});

test('what is missing is refused in upstream’s words, unless it is optional', () => {
  const items = [{ key: 'none', path: 'none' }];
  expect(() => shown({ configMap: { name: 'none' } })).toThrow(new VolumeError('configmap "none" not found'));
  expect(() => shown({ secret: { secretName: 'none' } })).toThrow(new VolumeError('secret "none" not found'));
  expect(() => shown({ configMap: { name: 'settings', items } })).toThrow(
    'configmap references non-existent config key: none',
  );
  expect(() => shown({ secret: { secretName: 'login', items } })).toThrow('references non-existent secret key: none');
  expect(shown({ configMap: { name: 'none', optional: true } })).toEqual({});
  expect(shown({ secret: { secretName: 'login', items, optional: true } })).toEqual({});
});

test('several sources are shown as one, and all that is missing of them is told at once', () => {
  const downwardAPI = { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] };
  const projected = {
    sources: [{ configMap: { name: 'settings' } }, { secret: { name: 'login' } }, { downwardAPI }],
  };
  expect(Object.keys(shown({ projected }))).toEqual(['colour', 'size', 'raw', 'password', 'name']);
  const broken = { sources: [{ configMap: { name: 'a' } }, { secret: { name: 'b' } }] };
  expect(() => shown({ projected: broken })).toThrow('[configmap "a" not found, secret "b" not found]');
});

test('fields of the Pod are files: labels and annotations a line each, resources in their units', () => {
  const pod = samplePod({ annotations: { b: 'two "quoted"', a: 'one\nline' } });
  pod.metadata.labels = { app: 'web' };
  const [main] = pod.spec.containers;
  if (main !== undefined) main.resources = { limits: { memory: '64Mi' } };
  const items = [
    { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
    { path: 'annotations', fieldRef: { fieldPath: 'metadata.annotations' } },
    { path: 'memory', resourceFieldRef: { containerName: 'main', resource: 'limits.memory', divisor: '1Mi' } },
    { path: 'cpu', resourceFieldRef: { containerName: 'main', resource: 'limits.cpu' }, mode: 0o444 },
  ];
  expect(shown({ downwardAPI: { items } }, pod)).toEqual({
    labels: '644 app="web"',
    annotations: '644 a="one\\nline"\nb="two \\"quoted\\""',
    memory: '644 64',
    cpu: '444 2',
  });
});
