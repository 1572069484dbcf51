import { spansSubject } from '@flotilla/bus';
import { exportSpans } from '@flotilla/node-agent';
import { createRecordingLogger } from '@flotilla/process/testing';
import { createTelemetry, type SpanRecord } from '@flotilla/telemetry';
import { expect, test } from 'vitest';
import { Namespaces, namespace } from '../controllers/objects.ts';
import { startWorld } from '../controllers/world.ts';
import { startGateway, startNode } from './node.ts';

test('a node’s spans are kept where its gateway keeps its own, and what is no span does no harm', async () => {
  const world = await startWorld();
  await world.client.create(Namespaces, namespace('kube-system'));
  const { logger: log, lines } = createRecordingLogger();
  const kept = Promise.withResolvers<SpanRecord>();
  const keep = (spans: readonly SpanRecord[]) => {
    for (const span of spans) if (span.service === 'node-agent') kept.resolve(span);
  };
  const gateway = await startGateway(world, createTelemetry({ service: 'node-gateway', export: keep, log }));
  const node = await startNode(world.nats, 'n1');
  await node.until(() => node.link.mailbox.complete);
  for (const nonsense of ['no json', '{"a":1}', '[null]']) node.bus.publish(spansSubject, nonsense);
  const telemetry = createTelemetry({ service: 'node-agent', export: exportSpans(node.bus), log });
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await telemetry.span('start container main', { parent }, async () => {});
  await telemetry.close();
  expect(await kept.promise).toMatchObject({
    name: 'start container main',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
  });
  expect(lines).toContainEqual(expect.objectContaining({ message: 'Dropped what is no span' }));
  await node.stop();
  await gateway.stop();
  await world.stop();
});
