import { requiredSection, runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createJobController } from './create-job-controller.ts';

/** The service as a process of its own. */
await runProcess('job-controller', async (signal, { settings, logger }) => {
  const plane = await connectControlPlane(settings, { service: 'job-controller', feed: 'filtered', logger, signal });
  const { registry, telemetry } = plane;
  const { address, password } = requiredSection(settings, 'store');
  return [
    { name: 'connections', stop: () => plane.close() },
    {
      name: 'job-controller',
      ...createJobController({ registry, telemetry, log: logger, store: { ...address, password } }),
    },
  ];
});
