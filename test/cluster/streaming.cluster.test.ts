import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../harness/cluster.ts';
import type { Following, Kubectl } from '../harness/kubectl.ts';
import { kubectlVersions } from '../harness/kubectls.ts';
import { demoImage } from '../harness/pods.ts';
import { until } from '../harness/until.ts';

const protocols = { WebSocket: 'true', SPDY: 'false' } as const;
const combinations = kubectlVersions
  .filter((version) => version !== 'machine')
  .flatMap((version) =>
    (Object.keys(protocols) as (keyof typeof protocols)[]).map((protocol) => ({ version, protocol })),
  );

/** Text, so that it can pass through everything; nothing in it repeats. */
const twentyMebibytes = randomBytes(10 * 1024 * 1024).toString('hex');
const digest = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

let cluster: Cluster;
let folder: string;

beforeAll(async () => {
  cluster = await startCluster();
  folder = mkdtempSync(join(tmpdir(), 'flotilla-streaming-'));
  const kubectl = await cluster.kubectl();
  const run = (name: string, ...command: string[]) =>
    kubectl.ok(['run', name, `--image=${demoImage}`, '--', ...command]);
  await run('main', 'sleep', '100000');
  // Only from within the Pod can it be reached.
  await run('web', 'sh', '-c', 'mkdir /pages; echo a page > /pages/index.html; httpd -f -p 127.0.0.1:80 -h /pages');
  await run('echo', 'nc', '-ll', '-p', '7', '-e', 'cat');
  await kubectl.ok(['wait', 'pod', '--all', '--for=condition=Ready', '--timeout=60s']);
});
afterAll(async () => {
  await cluster?.destroy();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(combinations)('kubectl $version over $protocol', ({ version, protocol }) => {
  const environment = {
    KUBECTL_REMOTE_COMMAND_WEBSOCKETS: protocols[protocol],
    KUBECTL_PORT_FORWARD_WEBSOCKETS: protocols[protocol],
  };
  let kubectl: Kubectl;
  beforeAll(async () => {
    kubectl = await cluster.kubectl(version);
  });

  /** What a person sees who types into a terminal. */
  const atTerminal = async (args: readonly string[], typed: string): Promise<string> => {
    const command = ['stty rows 33 cols 77;', kubectl.program, ...args, '; echo code $?'].join(' ');
    const running = promisify(execFile)('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, KUBECONFIG: cluster.kubeconfig, ...environment },
      timeout: 60_000,
    });
    running.child.stdin?.end(typed);
    return (await running).stdout;
  };

  test('runs a command: its output, its errors and its exit code', async () => {
    const run = await kubectl.run(['exec', 'main', '--', 'sh', '-c', 'echo out; echo trouble >&2; exit 7'], {
      environment,
    });
    expect(run).toEqual({
      code: 7,
      stdout: 'out\n',
      stderr: 'trouble\ncommand terminated with exit code 7\n',
    });
  });

  test('a program that is not there ends as in a shell', async () => {
    expect((await kubectl.run(['exec', 'main', '--', 'nonsense'], { environment })).code).toBe(126);
  });

  test('20 MiB go in and come out as they were, and the end of input is heard', async () => {
    const back = await kubectl.ok(['exec', '-i', 'main', '--', 'cat'], { environment, input: twentyMebibytes });
    expect(digest(back)).toBe(digest(twentyMebibytes));
  });

  test('a command that reads no input ends all the same', async () => {
    const run = await kubectl.run(['exec', '-i', 'main', '--', 'echo', 'done'], {
      environment,
      input: twentyMebibytes,
    });
    expect(run).toMatchObject({ code: 0, stdout: 'done\n' });
  });

  test('a terminal has its size, and the code of what ran in it', async () => {
    // The size comes after the terminal.
    const sized = 'until stty size 2> /dev/null | grep 33; do sleep 0.1; done; exit 4';
    const seen = await atTerminal(['exec', '-it', 'main', '--', 'sh', '-c', `"${sized}"`], '');
    expect(seen).toContain('33 77\r\n');
    expect(seen).toContain('code 4');
  });

  test('attaches to a container that it runs, and removes it after', async () => {
    const args = ['run', '-i', '--rm', 'once', '--restart=Never', `--image=${demoImage}`, '--', 'sh'];
    const run = await kubectl.run(args, { environment, input: 'echo from within\nexit 3\n' });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain('from within\n');
    expect(run.stdout).toContain('pod "once" deleted');
  });

  test('copies a file there and back', async () => {
    const [there, back] = [join(folder, 'there'), join(folder, 'back')];
    writeFileSync(there, twentyMebibytes);
    await kubectl.ok(['cp', there, 'main:/tmp/copied'], { environment });
    await kubectl.ok(['cp', 'main:/tmp/copied', back], { environment });
    expect(digest(readFileSync(back))).toBe(digest(twentyMebibytes));
  });

  test('reaches ports that only the Pod itself can, with many connections at a time', async () => {
    const forwarding = await forwarded(['port-forward', 'pod/web', ':80']);
    const answers = Array.from({ length: 50 }, async () => {
      const response = await fetch(`http://127.0.0.1:${forwarding.port}/`);
      return response.text();
    });
    expect(await Promise.all(answers)).toEqual(Array(50).fill('a page\n'));
    await forwarding.stop();
  });

  test('20 MiB go through a port and back, and the end of one direction does not end the other', async () => {
    const forwarding = await forwarded(['port-forward', 'pod/echo', ':7']);
    const socket = connect({ host: '127.0.0.1', port: forwarding.port, allowHalfOpen: true });
    socket.end(twentyMebibytes);
    expect(digest(await buffer(socket))).toBe(digest(twentyMebibytes));
    await forwarding.stop();
  });

  test('what cannot be is refused in upstream’s words', async () => {
    const refusal = async (...args: string[]) => (await kubectl.run(args, { environment })).stderr;
    expect(await refusal('exec', 'nobody', '--', 'true')).toBe(
      'Error from server (NotFound): pods "nobody" not found\n',
    );
    // What a kubectl looks at before it asks depends on its version.
    const bare = '/api/v1/namespaces/default/pods/main/exec?command=true&stdout=1';
    expect(await refusal('get', '--raw', bare)).toBe('Error from server (BadRequest): Upgrade request required\n');
    expect(await refusal('get', '--raw', `${bare}&container=other`)).toBe(
      'Error from server (BadRequest): container other is not valid for pod main\n',
    );
  });

  async function forwarded(args: readonly string[]): Promise<Following & { readonly port: number }> {
    const following = kubectl.follow(args, { environment });
    const line = await following.until((each) => each.startsWith('Forwarding from 127.0.0.1:'));
    return { ...following, port: Number(/127\.0\.0\.1:(\d+)/.exec(line)?.[1]) };
  }
});

test('requests reach Pods and Services through the API', async () => {
  const kubectl = await cluster.kubectl();
  const pages = `echo a page > /pages/index.html; echo '<a href="/next">next</a>' > /pages/linked.html`;
  const serve = `mkdir /pages; ${pages}; httpd -f -p 8080 -h /pages`;
  await kubectl.ok(['run', 'site', `--image=${demoImage}`, '--port=8080', '--', 'sh', '-c', serve]);
  await kubectl.ok(['expose', 'pod', 'site', '--port=80', '--target-port=8080']);
  await kubectl.ok(['wait', 'pod/site', '--for=condition=Ready', '--timeout=60s']);
  const get = (path: string) => kubectl.run(['get', '--raw', `/api/v1/namespaces/default/${path}`]);
  expect(await get('pods/site:8080/proxy/')).toMatchObject({ code: 0, stdout: 'a page\n' });
  expect(await get('pods/http:site:8080/proxy/index.html')).toMatchObject({ code: 0, stdout: 'a page\n' });
  const link = '/api/v1/namespaces/default/pods/site/proxy/next';
  expect((await get('pods/site/proxy/linked.html')).stdout).toBe(`<a href="${link}">next</a>\n`);
  await until('the Service has an endpoint', async () => (await get('services/site/proxy/')).code === 0 || undefined);
  expect(await get('services/site:80/proxy/')).toMatchObject({ code: 0, stdout: 'a page\n' });
  expect((await get('pods/site:99/proxy/')).stderr).toMatch(
    /^Error from server \(ServiceUnavailable\): error trying to reach service: /,
  );
  expect((await get('services/site:nowhere/proxy/')).stderr).toBe(
    'Error from server (ServiceUnavailable): no service port "nowhere" found for service "site"\n',
  );
});

test('100 commands at once each get their own output', async () => {
  const kubectl = await cluster.kubectl();
  const numbers = Array.from({ length: 100 }, (_, index) => `${index}\n`);
  const outputs = numbers.map((input) => kubectl.ok(['exec', '-i', 'main', '--', 'cat'], { input }));
  expect(await Promise.all(outputs)).toEqual(numbers);
});

test.each(Object.values(protocols))('a command ends when its client is killed (WebSocket: %s)', async (webSocket) => {
  const kubectl = await cluster.kubectl();
  const environment = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: webSocket };
  // It reads no input, so that nothing is read from its client either.
  const following = kubectl.follow(['exec', '-i', 'main', '--', 'sh', '-c', 'echo begun; exec sleep 4321'], {
    environment,
    input: twentyMebibytes,
  });
  await following.until((line) => line === 'begun');
  await following.stop();
  const gone = 'while pgrep -f "^sleep 4321" > /dev/null; do sleep 0.1; done; echo gone';
  expect(await kubectl.ok(['exec', 'main', '--', 'sh', '-c', gone])).toBe('gone\n');
});
