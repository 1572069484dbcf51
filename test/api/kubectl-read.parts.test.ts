import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import type { Kubectl } from '../harness/kubectl.ts';
import { kubectlVersions } from '../harness/kubectls.ts';
import { podManifest, podsPath, reportRunning } from '../harness/pods.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
  await api.create(podsPath('default'), podManifest('web', { labels: { app: 'web', tier: 'front' } }));
  await api.create(podsPath('default'), podManifest('db', { labels: { app: 'db' } }));
  await api.create(podsPath('kube-system'), podManifest('proxy'));
  await api.create('/api/v1/namespaces/default/configmaps', {
    metadata: { name: 'settings' },
    data: { a: '1', b: '2' },
  });
  await reportRunning(api, 'default', 'web');
});
afterAll(() => controlPlane.stop());

/** The columns of each line, which two spaces or more part. */
const columns = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd().split(/ {2,}/));

describe.each(kubectlVersions)('kubectl %s reads', (version) => {
  let kubectl: Kubectl;
  beforeAll(async () => {
    kubectl = await controlPlane.kubectl(version);
  });

  test('a table', async () => {
    const [header, db, web] = columns(await kubectl.ok(['get', 'pods']));
    expect(header).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(db?.slice(0, 4)).toEqual(['db', '0/1', 'Pending', '0']);
    expect(web?.slice(0, 4)).toEqual(['web', '1/1', 'Running', '2']);
  });

  test('a wide table', async () => {
    const [header, db, web] = columns(await kubectl.ok(['get', 'po', '-o', 'wide']));
    expect(header?.slice(4)).toEqual(['AGE', 'IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES']);
    expect(db?.slice(5)).toEqual(['<none>', '<none>', '<none>', '<none>']);
    expect(web?.slice(5)).toEqual(['10.244.0.7', 'n1', '<none>', '<none>']);
  });

  test('all namespaces, with labels', async () => {
    const rows = columns(await kubectl.ok(['get', 'pods', '-A', '--show-labels']));
    expect(rows[0]?.[0]).toBe('NAMESPACE');
    expect(rows.slice(1).map(([namespace, name, ...rest]) => [namespace, name, rest.at(-1)])).toEqual([
      ['default', 'db', 'app=db'],
      ['default', 'web', 'app=web,tier=front'],
      ['kube-system', 'proxy', '<none>'],
    ]);
  });

  test('JSON and YAML, with the kind and version of each object', async () => {
    const pod = JSON.parse(await kubectl.ok(['get', 'pod', 'web', '-o', 'json']));
    expect(pod).toMatchObject({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' } });
    const list = JSON.parse(await kubectl.ok(['get', 'pods', '-o', 'json']));
    expect(list.kind).toBe('List');
    expect(list.items.map(({ kind }: { kind: string }) => kind)).toEqual(['Pod', 'Pod']);
    expect(await kubectl.ok(['get', 'pod', 'web', '-o', 'yaml'])).toMatch(/^apiVersion: v1\nkind: Pod\nmetadata:\n/);
  });

  test('names, custom columns, jsonpath and templates', async () => {
    const ask = (output: string) => kubectl.ok(['get', 'pods', '-o', output]);
    expect(await ask('name')).toBe('pod/db\npod/web\n');
    expect(columns(await ask('custom-columns=POD:.metadata.name,APP:.metadata.labels.app'))).toEqual([
      ['POD', 'APP'],
      ['db', 'db'],
      ['web', 'web'],
    ]);
    expect(await ask('jsonpath={.items[*].spec.containers[0].name}')).toBe('main main');
    expect(await ask('go-template={{range .items}}{{.metadata.name}} {{end}}')).toBe('db web ');
  });

  test('what a label selector picks', async () => {
    const pick = (selector: string) => kubectl.ok(['get', 'pods', '-o', 'name', '-l', selector]);
    expect(await pick('app=web')).toBe('pod/web\n');
    expect(await pick('app!=web')).toBe('pod/db\n');
    expect(await pick('app in (web,db),tier')).toBe('pod/web\n');
    expect(await pick('!tier')).toBe('pod/db\n');
    expect(await pick('app=nobody')).toBe('');
  });

  test('what a field selector picks', async () => {
    const pick = (selector: string) => kubectl.ok(['get', 'pods', '-A', '-o', 'name', '--field-selector', selector]);
    expect(await pick('metadata.name=web')).toBe('pod/web\n');
    expect(await pick('status.phase=Running')).toBe('pod/web\n');
    expect(await pick('status.phase!=Running,metadata.namespace=default')).toBe('pod/db\n');
    expect(await pick('spec.nodeName=n1')).toBe('pod/web\n');
  });

  test('objects in the order of a field', async () => {
    const rows = columns(
      await kubectl.ok(['get', 'pods', '--sort-by', '{.metadata.creationTimestamp}', '--no-headers']),
    );
    expect(rows.map(([name]) => name).toSorted()).toEqual(['db', 'web']);
    const byPhase = columns(await kubectl.ok(['get', 'pods', '--sort-by', '{.status.phase}', '--no-headers']));
    expect(byPhase.map(([name]) => name)).toEqual(['db', 'web']);
  });

  test('several kinds at once, by short names and with group and version', async () => {
    expect(await kubectl.ok(['get', 'po/web', 'cm/settings', '-o', 'name'])).toBe('pod/web\nconfigmap/settings\n');
    expect(await kubectl.ok(['get', 'pods.v1.', 'web', '-o', 'name'])).toBe('pod/web\n');
    expect((await kubectl.run(['get', 'deployments.apps'])).stderr).toBe('No resources found in default namespace.\n');
  });

  test('a description', async () => {
    const text = await kubectl.ok(['describe', 'pod', 'web']);
    expect(text).toMatch(/^Name: +web\nNamespace: +default\n/);
    expect(text).toMatch(/^Node: +n1\/10\.0\.0\.1$/m);
    expect(text).toMatch(/^Status: +Running$/m);
    expect(text).toMatch(/^ {4}Restart Count: +2$/m);
    expect(text).toMatch(/^Events: +<none>$/m);
  });

  test('each change of a watch, as a line', async () => {
    const name = `watched-${version.replace('.', '-')}`;
    const watching = kubectl.follow(['get', 'pods', '-w', '--output-watch-events', '--no-headers']);
    await watching.until((line) => /ADDED +web /.test(line));
    await api.create(podsPath('default'), podManifest(name));
    await watching.until((line) => new RegExp(`ADDED +${name} +0/1 +Pending`).test(line));
    await reportRunning(api, 'default', name);
    await watching.until((line) => new RegExp(`MODIFIED +${name} +1/1 +Running +2`).test(line));
    await api.send('DELETE', `${podsPath('default')}/${name}?gracePeriodSeconds=0`);
    await watching.until((line) => new RegExp(`DELETED +${name}`).test(line));
    await watching.stop();
  });

  test('that something is not there, in the words of the reference', async () => {
    const missing = await kubectl.run(['get', 'pod', 'nobody']);
    expect(missing).toMatchObject({ code: 1, stderr: 'Error from server (NotFound): pods "nobody" not found\n' });
    const unknown = await kubectl.run(['get', 'gizmos']);
    expect(unknown).toMatchObject({ code: 1, stderr: `error: the server doesn't have a resource type "gizmos"\n` });
  });

  test('which resources there are', async () => {
    const rows = columns(await kubectl.ok(['api-resources', '--no-headers']));
    expect(rows).toContainEqual(['pods', 'po', 'v1', 'true', 'Pod']);
    expect(rows).toContainEqual(['namespaces', 'ns', 'v1', 'false', 'Namespace']);
    expect(rows).toContainEqual(['deployments', 'deploy', 'apps/v1', 'true', 'Deployment']);
    expect((await kubectl.ok(['api-versions'])).split('\n')).toEqual(
      expect.arrayContaining(['v1', 'apps/v1', 'batch/v1']),
    );
    const categories = await kubectl.ok(['api-resources', '--categories', 'all', '-o', 'name']);
    expect(categories.split('\n')).toEqual(expect.arrayContaining(['pods', 'services', 'deployments.apps']));
  });

  test('what a field means', async () => {
    const text = await kubectl.ok(['explain', 'pod.spec.containers']);
    expect(text).toMatch(/KIND: +Pod\nVERSION: +v1/i);
    expect(text).toMatch(/^FIELD: containers/m);
    expect(text).toMatch(/^ {2}image\t<string>/m);
    expect(text).toMatch(/name\t<string> -required-/);
  });

  test('versions', async () => {
    const versions = JSON.parse(await kubectl.ok(['version', '-o', 'json']));
    expect(versions.serverVersion).toMatchObject({ major: '1', minor: '36', gitVersion: 'v1.36.3+flotilla' });
  });

  test('events, the newest last', async () => {
    const namespace = `events-${version.replace('.', '-')}`;
    await api.create('/api/v1/namespaces', { metadata: { name: namespace } });
    const now = Date.now();
    for (const [index, reason] of ['Scheduled', 'Pulled'].entries()) {
      const time = new Date(now - 60_000 * (2 - index)).toISOString().replace(/\.\d+Z$/, 'Z');
      await api.create(`/api/v1/namespaces/${namespace}/events`, {
        metadata: { name: `web.${index}` },
        involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name: 'web' },
        reason,
        message: `it was ${reason}`,
        type: 'Normal',
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
      });
    }
    const rows = columns(await kubectl.ok(['events', '-n', namespace]));
    expect(rows[0]).toEqual(['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
    expect(rows.slice(1).map((row) => row.slice(1))).toEqual([
      ['Normal', 'Scheduled', 'Pod/web', 'it was Scheduled'],
      ['Normal', 'Pulled', 'Pod/web', 'it was Pulled'],
    ]);
    const got = columns(await kubectl.ok(['get', 'events', '-n', namespace, '--field-selector', 'reason=Pulled']));
    expect(got[1]?.slice(1)).toEqual(['Normal', 'Pulled', 'pod/web', 'it was Pulled']);
  });
});
