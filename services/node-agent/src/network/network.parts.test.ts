import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createRecordingLogger } from '@flotilla/process/testing';
import { decode, encode, type Question } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { command } from '../runtime/docker/network/command.ts';
import { networkNames } from '../runtime/docker/network/network-names.ts';
import { dnsAddressOf } from '../runtime/docker/network/pod-network.ts';
import type { PodRuntime } from '../runtime/runtime.ts';
import { createDockerSubject, type DockerSubject } from '../testing/docker-subject.ts';
import {
  networkMessage,
  type SampleNews,
  sampleEndpoint,
  sampleService,
  sampleSlice,
} from '../testing/sample-network.ts';
import { samplePod } from '../testing/sample-pod.ts';
import { createDnsServer, type DnsServer } from './dns/dns-server.ts';
import { HeldNetwork } from './held-network.ts';
import { hostPortFronts } from './proxy/host-ports.ts';
import { createKernel } from './proxy/kernel.ts';
import { createServiceProxy, type ServiceProxy } from './proxy/service-proxy.ts';

/** Addresses that nobody else has: RFC 2544's, for benchmarks. */
const serviceRange = `198.${18 + (process.pid % 2)}.${Math.trunc(process.pid / 2) % 256}.0/24`;
const vip = (last: number) => serviceRange.replace('0/24', String(last));

interface TestPod {
  readonly address: string;
  readonly pid: number;
}

let subject: DockerSubject;
let runtime: PodRuntime;
let proxy: ServiceProxy;
let dns: DnsServer;
let [red, blue, client]: TestPod[] = [];
const servers: ChildProcess[] = [];
const network = new HeldNetwork();
const loaded = { revision: 0, wake: () => {} };
const { logger: log } = createRecordingLogger();

beforeAll(async () => {
  subject = await createDockerSubject({ serviceRange });
  runtime = subject.createRuntime();
  await runtime.start();
  await runtime.setPodRange(subject.range);
  [red, blue, client] = await Promise.all([startPod('red'), startPod('blue'), startPod('client')]);
  const { servicesTable: table, bridge } = networkNames(subject.owner);
  const tellLoaded = (revision: number) => {
    loaded.revision = revision;
    loaded.wake();
  };
  proxy = createServiceProxy(
    { network, kernel: createKernel(table), clock: systemClock, log, loaded: tellLoaded },
    { node: 'node-1', names: { table, bridge } },
  );
  dns = createDnsServer(
    { network, clock: systemClock, log },
    { address: dnsAddressOf(serviceRange), domain: 'cluster.local' },
  );
  network.complete = true;
  proxy.start();
  dns.start();
});

afterAll(async () => {
  for (const server of servers) server.kill();
  await proxy.close();
  await dns.close();
  await runtime.close();
  await subject.close();
  const { servicesTable } = networkNames(subject.owner);
  expect(await command('nft', ['list', 'tables'])).not.toContain(servicesTable);
  expect(await command('ip', ['route', 'show', serviceRange])).toBe('');
});

/** Answers with its name over TCP, and datagrams too. */
async function startPod(name: string): Promise<TestPod> {
  const page = `mkdir /www; echo ${name} > /www/index.html; httpd -p 8080 -h /www; echo ready; exec sleep 1000`;
  const pod = samplePod({ name, scripts: { main: page } });
  const { uid: podUid } = pod.metadata;
  await runtime.createSandbox({ pod, attempt: 0 });
  const [container] = pod.spec.containers;
  if (container !== undefined) await runtime.run({ pod, container, attempt: 0, environment: [] });
  const request = { podUid, container: 'main', follow: true, previous: false, timestamps: false };
  await runtime.logs(request, new AbortController().signal)[Symbol.asyncIterator]().next();
  const { sandbox } = runtime.pod(podUid) ?? {};
  const pid = (await subject.engine.inspect(sandbox?.id ?? ''))?.State.Pid ?? 0;
  await answerDatagrams(pid, name);
  return { address: sandbox?.addresses[0] ?? '', pid };
}

async function answerDatagrams(pid: number, answer: string): Promise<void> {
  const program = `const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (_, { port, address }) => socket.send('${answer}', port, address));
    socket.bind(8080, () => console.log('ready'));`;
  const child = spawn('nsenter', ['-t', String(pid), '-n', process.execPath, '-e', program]);
  servers.push(child);
  await once(child.stdout, 'data');
}

/** Resolves when the kernel has what was told. */
async function tell(news: SampleNews): Promise<void> {
  const revision = network.endpointRevision + 1;
  const { services } = network.apply(networkMessage({ ...news, endpointRevision: revision }));
  proxy.changed(services);
  while (loaded.revision < revision) {
    const { promise, resolve } = Promise.withResolvers<void>();
    loaded.wake = resolve;
    await promise;
  }
}

function addressOf(pod: TestPod | undefined): string {
  return pod?.address ?? '';
}

function endpointsOf(...pods: (TestPod | undefined)[]) {
  return pods.map((pod) => sampleEndpoint(addressOf(pod)));
}

async function get(address: string, port: number): Promise<string> {
  const signal = AbortSignal.timeout(3_000);
  const answer = await fetch(`http://${address}:${port}/`, { signal, headers: { connection: 'close' } });
  return (await answer.text()).trim();
}

/** What a program in the Pod's network is answered. */
async function getFrom(pod: TestPod | undefined, address: string, port: number): Promise<string> {
  const inPod = ['-t', String(pod?.pid), '-n', 'busybox', 'nc', '-w', '3', address, String(port)];
  const answer = await command('nsenter', inPod, 'GET / HTTP/1.0\r\n\r\n');
  return answer.split('\r\n').at(-1)?.trim() ?? '';
}

const times = <T>(count: number, act: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, act));

test('a Service spreads its load, for the machine, for a Pod, and for a Pod that is one of its endpoints', async () => {
  const service = sampleService('web', { address: vip(20) });
  await tell({ services: [service], endpointSlices: [sampleSlice('web', endpointsOf(red, blue))] });
  expect(new Set(await times(30, () => get(vip(20), 80)))).toEqual(new Set(['red', 'blue']));
  expect(new Set(await times(20, () => getFrom(client, vip(20), 80)))).toEqual(new Set(['red', 'blue']));
  expect(new Set(await times(20, () => getFrom(red, vip(20), 80)))).toEqual(new Set(['red', 'blue']));
});

test('a node port answers at the node’s addresses, its loopback too', async () => {
  const ports = [{ name: 'http', protocol: 'TCP' as const, port: 80, nodePort: 31_000 + (process.pid % 1_000) }];
  const nodePort = ports[0]?.nodePort ?? 0;
  await tell({
    services: [sampleService('out', { address: vip(21), ports })],
    endpointSlices: [sampleSlice('out', endpointsOf(red))],
  });
  const gateway = subject.range.replace('0/24', '1');
  expect(await get(gateway, nodePort)).toBe('red');
  expect(await get('127.0.0.1', nodePort)).toBe('red');
  expect(await getFrom(client, gateway, nodePort)).toBe('red');
  expect(await getFrom(red, gateway, nodePort)).toBe('red');
});

test('a host port leads to its Pod, as long as that is there', async () => {
  const hostPort = 32_768 + (process.pid % 1_000);
  const pod = samplePod({ containers: [{ name: 'main', ports: [{ containerPort: 8080, hostPort }] }] });
  const gateway = subject.range.replace('0/24', '1');
  proxy.expose('a', hostPortFronts({ pod, address: addressOf(red) }));
  await tell({});
  expect(await get(gateway, hostPort)).toBe('red');
  expect(await getFrom(client, gateway, hostPort)).toBe('red');
  expect(await getFrom(red, gateway, hostPort)).toBe('red');
  proxy.expose('a', []);
  await tell({});
  await expect(get(gateway, hostPort)).rejects.toThrow();
});

test('a Service without endpoints refuses at once', async () => {
  await tell({ services: [sampleService('none', { address: vip(22) })] });
  await expect(get(vip(22), 80)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await expect(getFrom(client, vip(22), 80)).rejects.toThrow();
});

test('none of a hundred requests fails while endpoints come and go', async () => {
  const slices = [endpointsOf(red), endpointsOf(red, blue), endpointsOf(blue), endpointsOf(blue, red)];
  const change = (turn: number) => tell({ endpointSlices: [sampleSlice('moving', slices[turn % 4] ?? [])] });
  await tell({
    services: [sampleService('moving', { address: vip(23) })],
    endpointSlices: [sampleSlice('moving', endpointsOf(red))],
  });
  const answers: string[] = [];
  let turn = 0;
  const asking = (async () => {
    while (answers.length < 100 || turn < 12) answers.push(await get(vip(23), 80));
  })();
  for (; answers.length < 100 || turn < 12; turn++) await change(turn);
  await asking;
  expect(new Set(answers)).toEqual(new Set(['red', 'blue']));
});

test('a client with an affinity comes back to the same endpoint until that goes, others stay where they are', async () => {
  const service = sampleService('sticky', { address: vip(24), affinitySeconds: 60 });
  await tell({ services: [service], endpointSlices: [sampleSlice('sticky', endpointsOf(red, blue))] });
  const [first = ''] = await times(10, () => get(vip(24), 80));
  expect(new Set(await times(10, () => get(vip(24), 80)))).toEqual(new Set([first]));
  const ofClient = await getFrom(client, vip(24), 80);
  const [left, stays] = first === 'red' ? [blue, 'blue'] : [red, 'red'];
  await tell({ endpointSlices: [sampleSlice('sticky', endpointsOf(left))] });
  expect(new Set(await times(10, () => get(vip(24), 80)))).toEqual(new Set([stays]));
  await tell({ endpointSlices: [sampleSlice('sticky', endpointsOf(red, blue))] });
  expect(new Set(await times(10, () => get(vip(24), 80)))).toEqual(new Set([stays]));
  if (ofClient === stays) expect(await getFrom(client, vip(24), 80)).toBe(stays);
});

test('datagrams of one client follow when their endpoint is replaced', async () => {
  const ports = [{ name: 'http', protocol: 'UDP' as const, port: 53 }];
  const slice = (pod: TestPod | undefined) =>
    sampleSlice('datagrams', endpointsOf(pod), { ports: [{ name: 'http', protocol: 'UDP', port: 8080 }] });
  const socket = createSocket('udp4');
  const ask = async (): Promise<string> => {
    socket.send('hello', 53, vip(25));
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(5_000) });
    return String(answer).trim();
  };
  await tell({ services: [sampleService('datagrams', { address: vip(25), ports })], endpointSlices: [slice(red)] });
  expect(await ask()).toBe('red');
  await tell({ endpointSlices: [slice(blue)] });
  expect(await ask()).toBe('blue');
  socket.close();
});

test('a table that somebody removes, and what an agent before left, are replaced', async () => {
  const { servicesTable } = networkNames(subject.owner);
  await command('nft', ['flush', 'table', 'ip', servicesTable]);
  await command('nft', ['delete', 'table', 'ip', servicesTable]);
  await expect.poll(() => command('nft', ['list', 'tables']), { timeout: 20_000 }).toContain(servicesTable);
  expect(await get(vip(20), 80)).toMatch(/red|blue/);
});

async function askDns(name: string, type: Question['type']) {
  const socket = createSocket('udp4');
  socket.send(
    encode({ type: 'query', id: 7, flags: 0x100, questions: [{ type, name }] }),
    53,
    dnsAddressOf(serviceRange),
  );
  const [bytes] = await once(socket, 'message', { signal: AbortSignal.timeout(5_000) });
  socket.close();
  return decode(bytes);
}

test('a name leads to its Service, from the machine and from a Pod', async () => {
  const { answers } = await askDns('web.default.svc.cluster.local', 'A');
  expect(answers).toMatchObject([{ type: 'A', data: vip(20) }]);
  const lookup = ['busybox', 'nslookup', 'web.default.svc.cluster.local', dnsAddressOf(serviceRange)];
  expect(await command('nsenter', ['-t', String(client?.pid), '-n', ...lookup])).toContain(`Address: ${vip(20)}`);
});
