import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import type { ApiObject } from '../harness/api-object.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import type { Kubectl, KubectlOptions } from '../harness/kubectl.ts';
import { kubectlVersions } from '../harness/kubectls.ts';
import { demoImage, podManifest, podsPath, reportRunning } from '../harness/pods.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;
const folder = mkdtempSync(join(tmpdir(), 'flotilla-edit-'));

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
});
afterAll(async () => {
  await controlPlane.stop();
  rmSync(folder, { recursive: true });
});

const settings = (data: Readonly<Record<string, string>>): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data });

describe.each(kubectlVersions)('kubectl %s writes', (version) => {
  const namespace = `writes-${version.replace('.', '-')}`;
  let kubectl: Kubectl;
  const ok = (args: readonly string[], options?: KubectlOptions) => kubectl.ok(['-n', namespace, ...args], options);
  const run = (args: readonly string[], options?: KubectlOptions) => kubectl.run(['-n', namespace, ...args], options);
  const get = <T = ApiObject>(resource: string, name: string) =>
    api.get<T>(`/api/v1/namespaces/${namespace}/${resource}/${name}`);
  const dataOf = async (name: string) => (await get<{ data: Record<string, string> }>('configmaps', name)).data;

  beforeAll(async () => {
    kubectl = await controlPlane.kubectl(version);
    await api.create('/api/v1/namespaces', { metadata: { name: namespace } });
  });

  test('run makes a Pod, once', async () => {
    const args = ['run', 'hello', `--image=${demoImage}`, '--', 'sh', '-c', 'echo hi; sleep 1000'];
    expect(await ok(args)).toBe('pod/hello created\n');
    expect(await get('pods', 'hello')).toMatchObject({
      metadata: { labels: { run: 'hello' } },
      spec: { containers: [{ name: 'hello', image: demoImage, args: ['sh', '-c', 'echo hi; sleep 1000'] }] },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    });
    expect(await run(args)).toMatchObject({
      code: 1,
      stderr: 'Error from server (AlreadyExists): pods "hello" already exists\n',
    });
  });

  test('create takes JSON, YAML and several documents', async () => {
    expect(await ok(['create', '-f', '-'], { input: JSON.stringify(podManifest('from-json')) })).toBe(
      'pod/from-json created\n',
    );
    const yaml = ['one', 'two'].map(
      (name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: b}\n`,
    );
    expect(await ok(['create', '-f', '-'], { input: yaml.join('---\n') })).toBe(
      'configmap/one created\nconfigmap/two created\n',
    );
  });

  test('apply creates, leaves alone what is as wanted, and configures what is not', async () => {
    const apply = (data: Readonly<Record<string, string>>) => ok(['apply', '-f', '-'], { input: settings(data) });
    expect(await apply({ a: '1', b: '2' })).toBe('configmap/settings created\n');
    const created = await get('configmaps', 'settings');
    expect(await apply({ a: '1', b: '2' })).toBe('configmap/settings unchanged\n');
    expect((await get('configmaps', 'settings')).metadata.resourceVersion).toBe(created.metadata.resourceVersion);
    expect(await apply({ a: '1', c: '3' })).toBe('configmap/settings configured\n');
    expect(await dataOf('settings')).toEqual({ a: '1', c: '3' });
  });

  test('apply merges the lists of a Pod by their keys', async () => {
    const pod = podManifest('merged');
    const apply = (image: string) =>
      ok(['apply', '-f', '-'], {
        input: JSON.stringify({ ...pod, spec: { containers: [{ name: 'main', image, command: ['sleep', '1000'] }] } }),
      });
    expect(await apply('localhost/one')).toBe('pod/merged created\n');
    expect(await apply('localhost/two')).toBe('pod/merged configured\n');
    expect(await get('pods', 'merged')).toMatchObject({
      spec: { containers: [{ name: 'main', image: 'localhost/two', command: ['sleep', '1000'] }] },
    });
  });

  test('diff shows what apply would change, and changes nothing', async () => {
    await ok(['create', 'configmap', 'compared', '--from-literal=a=1']);
    const input = settings({ a: '2' }).replace('settings', 'compared');
    const { code, stdout } = await run(['diff', '-f', '-'], { input });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^- {2}a: "1"$/m);
    expect(stdout).toMatch(/^\+ {2}a: "2"$/m);
    expect(await dataOf('compared')).toEqual({ a: '1' });
  });

  test('patch takes all three forms, and says when there is nothing to change', async () => {
    await ok(['create', 'configmap', 'patched', '--from-literal=a=1', '--from-literal=b=2']);
    const patch = (type: string, body: unknown) =>
      ok(['patch', 'cm', 'patched', '--type', type, '-p', JSON.stringify(body)]);
    expect(await patch('merge', { data: { a: null, c: '3' } })).toBe('configmap/patched patched\n');
    expect(await patch('json', [{ op: 'replace', path: '/data/b', value: '4' }])).toBe('configmap/patched patched\n');
    expect(await patch('strategic', { data: { d: '5' } })).toBe('configmap/patched patched\n');
    expect(await dataOf('patched')).toEqual({ b: '4', c: '3', d: '5' });
    expect(await patch('merge', { data: { c: '3' } })).toBe('configmap/patched patched (no change)\n');
  });

  test('a strategic merge patch merges containers by name', async () => {
    await ok(['create', '-f', '-'], { input: JSON.stringify(podManifest('strategic')) });
    const patch = { spec: { containers: [{ name: 'main', image: 'localhost/other' }] } };
    await ok(['patch', 'pod', 'strategic', '-p', JSON.stringify(patch)]);
    expect(await get('pods', 'strategic')).toMatchObject({
      spec: { containers: [{ name: 'main', image: 'localhost/other', command: ['sleep', '1000'] }] },
    });
  });

  test('edit sends what the editor left behind', async () => {
    await ok(['create', 'configmap', 'edited', '--from-literal=a=before']);
    const editor = join(folder, 'editor.sh');
    writeFileSync(editor, '#!/bin/sh\nsed -i s/before/after/ "$1"\n', { mode: 0o755 });
    const environment = { KUBE_EDITOR: editor };
    expect(await ok(['edit', 'configmap', 'edited'], { environment })).toBe('configmap/edited edited\n');
    expect(await dataOf('edited')).toEqual({ a: 'after' });
  });

  test('label and annotate set, overwrite and remove', async () => {
    await ok(['create', 'configmap', 'marked', '--from-literal=a=1']);
    expect(await ok(['label', 'cm', 'marked', 'colour=red'])).toBe('configmap/marked labeled\n');
    expect(await run(['label', 'cm', 'marked', 'colour=blue'])).toMatchObject({ code: 1 });
    expect(await ok(['label', 'cm', 'marked', 'colour=blue', '--overwrite'])).toBe('configmap/marked labeled\n');
    expect(await ok(['annotate', 'cm', 'marked', 'note=hello'])).toBe('configmap/marked annotated\n');
    expect((await get('configmaps', 'marked')).metadata).toMatchObject({
      labels: { colour: 'blue' },
      annotations: { note: 'hello' },
    });
    expect(await ok(['label', 'cm', 'marked', 'colour-'])).toBe('configmap/marked unlabeled\n');
    expect((await get('configmaps', 'marked')).metadata.labels).toBeUndefined();
  });

  test('replace puts the whole object', async () => {
    await ok(['create', '-f', '-'], { input: settings({ a: '1', b: '2' }).replace('settings', 'replaced') });
    const input = settings({ a: '9' }).replace('settings', 'replaced');
    expect(await ok(['replace', '-f', '-'], { input })).toBe('configmap/replaced replaced\n');
    expect(await dataOf('replaced')).toEqual({ a: '9' });
  });

  test('create makes a ConfigMap, a Secret, a ServiceAccount and a Namespace', async () => {
    expect(await ok(['create', 'configmap', 'made', '--from-literal=a=1'])).toBe('configmap/made created\n');
    expect(await dataOf('made')).toEqual({ a: '1' });
    expect(await ok(['create', 'secret', 'generic', 'made', '--from-literal=password=pass word'])).toBe(
      'secret/made created\n',
    );
    expect(await get('secrets', 'made')).toMatchObject({
      type: 'Opaque',
      data: { password: Buffer.from('pass word').toString('base64') },
    });
    expect(await ok(['create', 'serviceaccount', 'made'])).toBe('serviceaccount/made created\n');
    expect(await ok(['create', 'namespace', `made-${namespace}`])).toBe(`namespace/made-${namespace} created\n`);
    expect(await api.get(`/api/v1/namespaces/made-${namespace}`)).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': `made-${namespace}` } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });

  test('a dry run on the server answers like a real one, and writes nothing', async () => {
    const before = await api.list(podsPath(namespace));
    expect(await ok(['run', 'dry', '--image=i', '--dry-run=server'])).toBe('pod/dry created (server dry run)\n');
    const input = settings({ a: '1' }).replace('settings', 'dry');
    expect(await ok(['apply', '--dry-run=server', '-f', '-'], { input })).toBe(
      'configmap/dry created (server dry run)\n',
    );
    const invalid = await run(['run', 'dry', '--image=i', '--dry-run=server', '--labels=a=-']);
    expect(invalid.code).toBe(1);
    expect(await api.list(podsPath(namespace))).toEqual(before);
  });

  test('an unknown field is refused, or warned of where that is asked for', async () => {
    const pod = podManifest('misspelt');
    const input = JSON.stringify({ ...pod, spec: { ...pod.spec, restartpolicy: 'Never' } });
    expect(await run(['create', '-f', '-'], { input })).toMatchObject({
      code: 1,
      stderr:
        'Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: ' +
        'strict decoding error: unknown field "spec.restartpolicy"\n',
    });
    expect(await run(['create', '--validate=warn', '-f', '-'], { input })).toMatchObject({
      code: 0,
      stdout: 'pod/misspelt created\n',
      stderr: 'Warning: unknown field "spec.restartpolicy"\n',
    });
  });

  test('what is not valid is refused with the field and the reason', async () => {
    const input = JSON.stringify(podManifest('Bad_Name'));
    expect(await run(['create', '-f', '-'], { input })).toMatchObject({
      code: 1,
      stderr:
        'The Pod "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must ' +
        "consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric " +
        "character (e.g. 'example.com', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\n",
    });
    expect(await run(['run', 'lost', '--image=i', '-n', 'nowhere'])).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): namespaces "nowhere" not found\n',
    });
  });

  test('wait sees a condition, a field and an end', async () => {
    await ok(['create', '-f', '-'], { input: JSON.stringify(podManifest('awaited')) });
    const ready = ok(['wait', 'pod/awaited', '--for=condition=Ready', '--timeout=60s']);
    const running = ok(['wait', 'pod/awaited', '--for=jsonpath={.status.phase}=Running', '--timeout=60s']);
    await reportRunning(api, namespace, 'awaited');
    expect(await ready).toBe('pod/awaited condition met\n');
    expect(await running).toBe('pod/awaited condition met\n');
    const gone = ok(['wait', 'pod/awaited', '--for=delete', '--timeout=60s']);
    await api.send('DELETE', `${podsPath(namespace)}/awaited?gracePeriodSeconds=0`);
    await gone;
    expect(await run(['wait', 'pod/nobody', '--for=condition=Ready', '--timeout=5s'])).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): pods "nobody" not found\n',
    });
  });

  test('delete removes one, those of a selector, and all', async () => {
    await ok(['create', 'configmap', 'doomed']);
    expect(await ok(['delete', 'cm', 'doomed'])).toMatch(/^configmap "doomed" deleted/);
    expect(await run(['delete', 'cm', 'doomed'])).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): configmaps "doomed" not found\n',
    });
    expect(await ok(['delete', 'cm', 'doomed', '--ignore-not-found'])).toBe('');
    await ok(['label', 'cm', 'one', 'two', 'doomed=yes']);
    expect(await ok(['delete', 'cm', '-l', 'doomed=yes'])).toMatch(/"one" deleted.*\n.*"two" deleted/);
    await ok(['delete', 'pods', '--all', '--wait']);
    expect((await api.list(podsPath(namespace))).items).toEqual([]);
  });
});
