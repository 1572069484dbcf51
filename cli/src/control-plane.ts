import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createApi } from '@flotilla/api';
import { type Bus, sayLoaded } from '@flotilla/bus';
import { createClusterController } from '@flotilla/cluster-controller';
import { systemClock } from '@flotilla/controller';
import { createIngress } from '@flotilla/ingress';
import { createJobController } from '@flotilla/job-controller';
import { createNetworkController } from '@flotilla/network-controller';
import { createNodeGateway } from '@flotilla/node-gateway';
import { type Component, type ProcessContext, requiredSection, runProcess } from '@flotilla/process';
import { type ControlPlane, connectControlPlane } from '@flotilla/registry';
import { createRelay, type Relay } from '@flotilla/relay';
import { createScheduler } from '@flotilla/scheduler';
import { createWorkloadController } from '@flotilla/workload-controller';

/**
 * Every service of the control plane in one process, on shared connections and caches: what `up` runs unless it is
 * asked for processes. The relay is first and last: nothing is written before it has opened the gate, and what the
 * others write at their end is still carried.
 */
await runProcess('control-plane', async (signal, context) => {
  const { settings, logger } = context;
  const relay = startRelay(context);
  const plane = await connectControlPlane(settings, { service: 'control-plane', feed: 'whole', logger, signal });
  const { registry, telemetry } = plane;
  const bulk = await plane.bus.bulk();
  const deps = { registry, telemetry, log: logger };
  const loaded = (revision: number) => sayLoaded(plane.bus, 'ingress', revision);
  return [
    { name: 'relay', stop: () => relay.stop() },
    { name: 'connections', stop: () => plane.close() },
    { name: 'bulk connection', stop: () => bulk.close() },
    api(plane, bulk, context),
    { name: 'cluster-controller', ...clusterController(plane, context) },
    { name: 'workload-controller', ...createWorkloadController(deps) },
    { name: 'job-controller', ...createJobController({ ...deps, store: storeOf(context) }) },
    { name: 'network-controller', ...createNetworkController(deps, settings.cluster) },
    { name: 'scheduler', ...createScheduler(deps) },
    { name: 'node-gateway', ...nodeGateway(plane, context) },
    ...(settings.ingress ? [{ name: 'ingress', ...createIngress({ ...deps, loaded }, settings.ingress) }] : []),
  ];
});

function storeOf({ settings }: ProcessContext) {
  const { address, password } = requiredSection(settings, 'store');
  return { ...address, password };
}

function startRelay(context: ProcessContext): Relay {
  const { settings, logger } = context;
  const { url, credentials } = requiredSection(settings, 'bus');
  const relay = createRelay({
    store: storeOf(context),
    bus: { servers: url, credentials, name: 'relay', log: logger },
    log: logger,
  });
  relay.start();
  return relay;
}

function api({ registry, store, telemetry }: ControlPlane, bulk: Bus, { settings, logger }: ProcessContext): Component {
  const { host, port, certificateFile, keyFile } = requiredSection(settings, 'api');
  const health = { store: () => store.trouble() };
  return createApi(
    { registry, bulk, telemetry, logger, health },
    {
      host,
      port,
      certificate: readFileSync(certificateFile, 'utf8'),
      key: readFileSync(keyFile, 'utf8'),
      clientAuthority: readFileSync(settings.cluster.authorityFile, 'utf8'),
    },
  );
}

function clusterController({ registry, store, telemetry }: ControlPlane, { settings, logger }: ProcessContext) {
  const { authorityFile, podRange } = settings.cluster;
  return createClusterController(
    { registry, store, telemetry, log: logger },
    { rootCertificate: readFileSync(authorityFile, 'utf8'), podRanges: { clusterRange: podRange, nodeBits: 24 } },
  );
}

function nodeGateway({ registry, store, bus, telemetry }: ControlPlane, { settings, logger }: ProcessContext) {
  const authority = JSON.parse(readFileSync(requiredSection(settings, 'joining').busAuthorityFile, 'utf8'));
  const deps = { registry, store, bus, telemetry, clock: systemClock, log: logger };
  return createNodeGateway(deps, { identity: randomUUID(), authority });
}
