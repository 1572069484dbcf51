import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, children, startCluster } from '../harness/cluster.ts';
import { type Footprint, nothingOf, remainsOf } from '../harness/footprint.ts';
import type { Kubectl } from '../harness/kubectl.ts';
import { kubectlVersions } from '../harness/kubectls.ts';
import { demoImage } from '../harness/pods.ts';

/** What `up` tells a newcomer to type, in that order. Each test goes on where the one before ended. */
describe('a newcomer', () => {
  let cluster: Cluster;
  let kubectl: Kubectl;
  let footprint: Footprint;

  beforeAll(async () => {
    cluster = await startCluster();
    kubectl = await cluster.kubectl();
  });
  afterAll(() => cluster.destroy());

  test('is told what to type next', () => {
    expect(cluster.output()).toMatch(/^ {2}✓ .*node \S+ Ready +\d/m);
    expect(cluster.output()).toContain(`export KUBECONFIG=${cluster.kubeconfig}`);
    expect(cluster.output()).toContain(`kubectl run hello --image=${demoImage} -- sh -c 'echo hi; sleep 1000'`);
  });

  test('finds a Ready node, the initial namespaces and what is in them', async () => {
    expect(await kubectl.ok(['get', 'nodes', '--no-headers'])).toMatch(/^\S+ +Ready +<none> +\S+ +v1\.36\.3\n$/);
    const names = async (kind: string) => (await kubectl.ok(['get', kind, '-A', '-o', 'name'])).trim().split('\n');
    expect(await names('namespaces')).toEqual(
      ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => `namespace/${name}`),
    );
    expect(await names('serviceaccounts')).toEqual(Array(4).fill('serviceaccount/default'));
    expect(await names('configmaps')).toEqual(Array(4).fill('configmap/kube-root-ca.crt'));
  });

  test('runs a Pod and sees it from Pending to Running', async () => {
    const watching = kubectl.follow(['get', 'pods', '-w', '--no-headers']);
    // Once this one is seen, so is everything after it.
    await kubectl.ok(['run', 'first', '--restart=Never', `--image=${demoImage}`, '--', 'true']);
    await watching.until((line) => /^first +0\/1 +Completed /.test(line));
    const args = ['--', 'sh', '-c', 'echo hi; sleep 1000'];
    expect(await kubectl.ok(['run', 'hello', `--image=${demoImage}`, ...args])).toBe('pod/hello created\n');
    await watching.until((line) => /^hello +1\/1 +Running +0 /.test(line));
    await watching.stop();
    const statuses = watching.lines
      .map((line) => line.split(/ +/))
      .flatMap(([name, , status]) => (name === 'hello' ? status : []));
    expect(statuses[0]).toBe('Pending');
    expect(new Set(statuses)).toEqual(new Set(['Pending', 'ContainerCreating', 'Running']));
  });

  test('reads its log, also while it is written', async () => {
    expect(await kubectl.ok(['logs', 'hello'])).toBe('hi\n');
    expect(await kubectl.ok(['logs', 'hello', '--timestamps'])).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z hi\n$/);
    await kubectl.ok([
      'run',
      'counter',
      `--image=${demoImage}`,
      '--',
      'sh',
      '-c',
      'for i in 1 2 3 4 5; do echo $i; sleep 0.2; done; sleep 1000',
    ]);
    await kubectl.ok(['wait', 'pod/counter', '--for=condition=Ready', '--timeout=60s']);
    const following = kubectl.follow(['logs', '-f', 'counter']);
    await following.until((line) => line === '5');
    expect(following.lines).toEqual(['1', '2', '3', '4', '5']);
    expect(await kubectl.ok(['logs', 'counter', '--tail=2'])).toBe('4\n5\n');
    await kubectl.ok(['delete', 'pod', 'counter', 'first', '--grace-period=1']);
    expect(await following.finished).toBe(0);
  });

  test.each(kubectlVersions)('can use kubectl %s as well', async (version) => {
    const other = await cluster.kubectl(version);
    const name = `by-${version.replace('.', '-')}`;
    expect(await other.ok(['logs', 'hello'])).toBe('hi\n');
    await other.ok(['run', name, `--image=${demoImage}`, '--', 'sh', '-c', 'echo one; echo two; sleep 1000']);
    await other.ok(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s']);
    const following = other.follow(['logs', '-f', name]);
    await following.until((line) => line === 'two');
    expect(await other.ok(['events', '--for', `pod/${name}`, '--no-headers'])).toMatch(/Normal +Started +Pod\//);
    expect(await other.ok(['delete', 'pod', name, '--grace-period=1'])).toMatch(new RegExp(`^pod "${name}" deleted`));
    expect(await following.finished).toBe(0);
  });

  test('sees what happened', async () => {
    const reasons = ['Scheduled', 'Pulled', 'Created', 'Started'];
    const events = (
      await kubectl.ok(['get', 'events', '--field-selector', 'involvedObject.name=hello', '--no-headers'])
    )
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(events.map(([, type, reason, object]) => [type, reason, object]).toSorted()).toEqual(
      reasons.map((reason) => ['Normal', reason, 'pod/hello']).toSorted(),
    );
    const description = await kubectl.ok(['describe', 'pod', 'hello']);
    expect(description).toMatch(new RegExp(`^Node: +${cluster.nodeName}/[\\d.]+$`, 'm'));
    expect(description).toMatch(/^Status: +Running$/m);
    expect(description).toMatch(/^IP: +10\.\d+\.0\.\d+$/m);
    expect(description).toMatch(/^ {4}Container ID: +docker:\/\/[0-9a-f]{64}$/m);
    expect(description).toMatch(/^ +Ready +True *$/m);
    for (const reason of reasons) expect(description).toMatch(new RegExp(`^ +Normal +${reason} `, 'm'));
  });

  test('sees the one trace of the Pod, from the request to the container start', async () => {
    const { code, stdout } = await cluster.flotilla('trace', 'pod/hello');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^pods:default\/hello, trace [0-9a-f]{32}, /);
    for (const step of [
      /^control-plane +POST \/api\/v1\/namespaces\/default\/pods /m,
      /^control-plane +commit /m,
      /^control-plane +schedule /m,
      /^node-agent +create sandbox /m,
      /^node-agent +start container hello /m,
      /^control-plane +pod status /m,
    ]) {
      expect(stdout).toMatch(step);
    }
  });

  test('sees what runs on the machine', async () => {
    const { code, stdout } = await cluster.flotilla('status');
    expect(code).toBe(0);
    const rows = stdout.split('\n').map((line) => line.split(/ +/)[0]);
    expect(rows.slice(0, children.length + 2)).toEqual(['PROCESS', 'flotilla', ...children]);
    expect(stdout).toMatch(/^Nodes +1 of 1 Ready$/m);
    expect(stdout).toMatch(/^Pods +1: 1 Running$/m);
  });

  test('deletes the Pod', async () => {
    expect(await kubectl.ok(['delete', 'pod', 'hello', '--grace-period=1'])).toMatch(/^pod "hello" deleted/);
    expect((await kubectl.run(['get', 'pod', 'hello'])).stderr).toBe(
      'Error from server (NotFound): pods "hello" not found\n',
    );
  });

  test('stops it all with Ctrl-C, which leaves nothing but the data', async () => {
    await kubectl.ok(['run', 'left', `--image=${demoImage}`, '--', 'sleep', '1000']);
    await kubectl.ok(['wait', 'pod/left', '--for=condition=Ready', '--timeout=60s']);
    footprint = await cluster.footprint();
    expect(footprint).toMatchObject({
      containers: expect.arrayContaining([expect.any(String), expect.any(String)]),
      links: expect.arrayContaining([expect.any(String), expect.any(String)]),
      // The Pods' network, and the Services.
      tables: [expect.any(String), expect.any(String)],
      cgroups: expect.arrayContaining([expect.any(String)]),
    });
    expect(footprint.processes).toHaveLength(1 + children.length);
    expect(await cluster.end('SIGINT')).toBe(0);
    expect(await remainsOf(footprint)).toEqual(nothingOf(footprint));
  });

  test('finds everything as it was at the next start', async () => {
    const again = await startCluster({ dataPath: cluster.dataPath });
    const kubectlAgain = await again.kubectl();
    await kubectlAgain.ok(['wait', 'pod/left', '--for=condition=Ready', '--timeout=60s']);
    const next = await again.footprint();
    const { code } = await again.flotilla('down');
    expect(code).toBe(0);
    expect(await again.end('SIGTERM').catch(() => 0)).toBe(0);
    expect(await remainsOf(next)).toEqual(nothingOf(next));
    expect((await again.flotilla('status')).code).toBe(1);
    again.client.close();
  });
});
