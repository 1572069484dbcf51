import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Action, TimedOut } from './action.ts';
import { createPerformAction } from './perform.ts';

const opened: Server[] = [];

afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function listening<T extends Server>(server: T): Promise<number> {
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Nothing listens there any more. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const perform = createPerformAction({
  exec: () => Promise.reject(new Error('not of these tests')),
});

function act(
  action: Action,
  signal = new AbortController().signal,
  ports: { name: string; containerPort: number }[] = [],
) {
  const container = { name: 'main', ports };
  return perform(action, { asker: 'probe', runId: 'run', container, address: '127.0.0.1' }, signal);
}

function late(): AbortSignal {
  const stopping = new AbortController();
  setImmediate(() => setImmediate(() => stopping.abort(new TimedOut(1))));
  return stopping.signal;
}

const answering = (statusCode: number, headers = {}): RequestListener => {
  return (_request, response) => response.writeHead(statusCode, headers).end('body');
};

test.each([
  [200, { is: 'success' }],
  [204, { is: 'success' }],
  [404, { is: 'failure', statusCode: 404, message: 'HTTP probe failed with statuscode: 404' }],
  [500, { is: 'failure', statusCode: 500, message: 'HTTP probe failed with statuscode: 500' }],
])('a page that is answered with %d', async (statusCode, result) => {
  const port = await listening(createServer(answering(statusCode)));
  expect(await act({ httpGet: { path: '/', port } })).toEqual(result);
});

test('a page is asked for with its query and headers, at a named port', async () => {
  const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const server = createServer(({ url, headers }, response) => {
    asked.push({ url, headers });
    response.end();
  });
  const port = await listening(server);
  const httpHeaders = [
    { name: 'Host', value: 'example.org' },
    { name: 'X-Colour', value: 'red' },
    { name: 'X-Colour', value: 'blue' },
  ];
  const ports = [{ name: 'web', containerPort: port }];
  await act({ httpGet: { path: '/a b?c=d', port: 'web', httpHeaders } }, new AbortController().signal, ports);
  expect(asked).toMatchObject([
    {
      url: '/a%20b?c=d',
      headers: { host: 'example.org', 'x-colour': 'red, blue', 'user-agent': 'kube-probe/1.36', accept: '*/*' },
    },
  ]);
});

test('a port of a name that the container has not is said to be missing', async () => {
  expect(await act({ tcpSocket: { port: 'web' } })).toEqual({ is: 'unknown', message: 'port web not found' });
});

test('a redirect is followed on the same host, and well enough to another one', async () => {
  const server = createServer((request, response) => {
    const location = request.url === '/near' ? '/end' : 'http://example.org/';
    answering(request.url === '/end' ? 418 : 302, { location })(request, response);
  });
  const port = await listening(server);
  expect(await act({ httpGet: { path: '/near', port } })).toMatchObject({ statusCode: 418 });
  expect(await act({ httpGet: { path: '/far', port } })).toEqual({
    is: 'warning',
    message: 'Probe terminated redirects, Response body: body',
  });
});

test('any certificate will do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-probe-'));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  execFileSync('openssl', [...request, '-subj', '/CN=nobody', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const secure = createHttpsServer({ key: readFileSync(key), cert: readFileSync(cert) }, answering(200));
  const port = await listening(secure);
  rmSync(folder, { recursive: true });
  expect(await act({ httpGet: { path: '/', port, scheme: 'HTTPS' } })).toEqual({ is: 'success' });
  const plain = await listening(createServer(answering(200)));
  expect(await act({ httpGet: { path: '/', port: plain, scheme: 'HTTPS' } })).toEqual({
    is: 'failure',
    message: `Get "https://127.0.0.1:${plain}/": http: server gave HTTP response to HTTPS client`,
  });
});

test('a server that has no end of things to say is cut off', async () => {
  const server = createServer((_request, response) => {
    const goOn = () => void response.write('x'.repeat(65_536));
    response.on('drain', goOn);
    goOn();
  });
  expect(await act({ httpGet: { path: '/', port: await listening(server) } })).toEqual({ is: 'success' });
});

test('a port that nobody listens on is refused, in upstream’s words', async () => {
  const port = await freePort();
  const refused = `dial tcp 127.0.0.1:${port}: connect: connection refused`;
  expect(await act({ tcpSocket: { port } })).toEqual({ is: 'failure', message: refused });
  expect(await act({ httpGet: { path: '/x', port } })).toEqual({
    is: 'failure',
    message: `Get "http://127.0.0.1:${port}/x": ${refused}`,
  });
});

test('a port that somebody listens on is well', async () => {
  const port = await listening(createTcpServer());
  expect(await act({ tcpSocket: { port } })).toEqual({ is: 'success' });
});

test('a server that does not answer in time has failed', async () => {
  const port = await listening(createServer(() => {}));
  expect(await act({ httpGet: { path: '/', port } }, late())).toEqual({
    is: 'failure',
    message: `Get "http://127.0.0.1:${port}/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
  });
});

/** A gRPC server that says this of every service it knows. */
async function grpcServer(services: Readonly<Record<string, number>>): Promise<number> {
  const server = createHttp2Server();
  server.on('stream', (stream: ServerHttp2Stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const status = services[Buffer.concat(chunks).subarray(7).toString()];
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status === undefined ? '5' : '0' }));
      stream.end(status === undefined ? undefined : Buffer.from([0, 0, 0, 0, 2, 8, status]));
    });
  });
  return listening(server);
}

test('a gRPC server is asked for its health, as a whole and for one service', async () => {
  const port = await grpcServer({ '': 1, good: 1, bad: 2 });
  expect(await act({ grpc: { port } })).toEqual({ is: 'success' });
  expect(await act({ grpc: { port, service: 'good' } })).toEqual({ is: 'success' });
  expect(await act({ grpc: { port, service: 'bad' } })).toEqual({
    is: 'failure',
    message: 'service unhealthy (responded with "NOT_SERVING")',
  });
  expect(await act({ grpc: { port, service: 'unknown' } })).toMatchObject({ is: 'failure' });
  expect(await act({ grpc: { port: await freePort() } })).toMatchObject({ is: 'failure' });
});
