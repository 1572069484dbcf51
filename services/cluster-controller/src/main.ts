import { readFileSync } from 'node:fs';
import { runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createClusterController } from './create-cluster-controller.ts';

/** The cluster controller as a process of its own. */
await runProcess('cluster-controller', async (signal, { settings, logger }) => {
  const plane = await connectControlPlane(settings, {
    service: 'cluster-controller',
    feed: 'whole',
    logger,
    signal,
  });
  const { registry, store, telemetry } = plane;
  const { authorityFile, podRange } = settings.cluster;
  return [
    { name: 'connections', stop: () => plane.close() },
    {
      name: 'cluster-controller',
      ...createClusterController(
        { registry, store, telemetry, log: logger },
        { rootCertificate: readFileSync(authorityFile, 'utf8'), podRanges: { clusterRange: podRange, nodeBits: 24 } },
      ),
    },
  ];
});
