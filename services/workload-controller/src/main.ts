import { runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createWorkloadController } from './create-workload-controller.ts';

/** The service as a process of its own. */
await runProcess('workload-controller', async (signal, { settings, logger }) => {
  const plane = await connectControlPlane(settings, {
    service: 'workload-controller',
    feed: 'filtered',
    logger,
    signal,
  });
  const { registry, telemetry } = plane;
  return [
    { name: 'connections', stop: () => plane.close() },
    { name: 'workload-controller', ...createWorkloadController({ registry, telemetry, log: logger }) },
  ];
});
