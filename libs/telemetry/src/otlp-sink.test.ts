import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createTelemetry } from './create-telemetry.ts';
import { readRing } from './ring/read-ring.ts';

async function collector(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on a port');
  return `http://127.0.0.1:${address.port}`;
}

test('a collector gets each span under its service, over OTLP', async () => {
  const request = Promise.withResolvers<{ url: string | undefined; body: unknown }>();
  const otlpEndpoint = await collector((incoming, response) => {
    void json(incoming).then((body) => request.resolve({ url: incoming.url, body }));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const telemetry = createTelemetry({ service: 'node-gateway', otlpEndpoint: `${otlpEndpoint}/`, log: { warn } });
  telemetry.record([
    {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      parentSpanId: 'c'.repeat(16),
      name: 'container.start',
      service: 'node-agent',
      kind: 'internal',
      startMs: 1_700_000_000_000.5,
      durationMs: 1.25,
      attributes: { 'k8s.pod.name': 'hello' },
      links: [`00-${'d'.repeat(32)}-${'e'.repeat(16)}-01`],
      events: [],
      error: 'no such image',
    },
  ]);
  await telemetry.span('mailbox', { parent: 'none' }, async () => {});
  await telemetry.close();
  const { url, body } = await request.promise;
  expect(url).toBe('/v1/traces');
  expect(body).toMatchObject({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'node-agent' } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: 'a'.repeat(32),
                spanId: 'b'.repeat(16),
                parentSpanId: 'c'.repeat(16),
                name: 'container.start',
                startTimeUnixNano: '1700000000000500000',
                endTimeUnixNano: '1700000000001750000',
                attributes: [{ key: 'k8s.pod.name', value: { stringValue: 'hello' } }],
                links: [{ traceId: 'd'.repeat(32), spanId: 'e'.repeat(16) }],
                status: { code: 2, message: 'no such image' },
              },
            ],
          },
        ],
      },
      { resource: { attributes: [{ key: 'service.name', value: { stringValue: 'node-gateway' } }] } },
    ],
  });
});

test('a collector that refuses is logged, and the ring has the spans all the same', async () => {
  const otlpEndpoint = await collector((_incoming, response) => response.writeHead(400).end());
  const ringFolder = await mkdtemp(join(tmpdir(), 'flotilla-otlp-'));
  onTestFinished(() => rm(ringFolder, { recursive: true }));
  const warnings: unknown[] = [];
  const log = { warn: (message: string, fields = {}) => warnings.push({ message, ...fields }) };
  const telemetry = createTelemetry({ service: 'api', ringFolder, otlpEndpoint, log });
  await telemetry.span('request', {}, async () => {});
  await telemetry.close();
  expect(warnings).toMatchObject([{ message: 'Cannot hand on spans', sink: 'otlp', spans: 1 }]);
  for await (const { name } of readRing(ringFolder)) expect(name).toBe('request');
});

function warn(message: string, fields?: unknown): void {
  throw new Error(`${message}: ${JSON.stringify(fields)}`);
}
