import { runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createNetworkController } from './create-network-controller.ts';

/** The service as a process of its own. */
await runProcess('network-controller', async (signal, { settings, logger }) => {
  const plane = await connectControlPlane(settings, {
    service: 'network-controller',
    feed: 'filtered',
    logger,
    signal,
  });
  const { registry, telemetry } = plane;
  return [
    { name: 'connections', stop: () => plane.close() },
    { name: 'network-controller', ...createNetworkController({ registry, telemetry, log: logger }, settings.cluster) },
  ];
});
