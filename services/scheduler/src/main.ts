import { runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createScheduler } from './create-scheduler.ts';

/** The scheduler as a process of its own. */
await runProcess('scheduler', async (signal, { settings, logger }) => {
  const plane = await connectControlPlane(settings, { service: 'scheduler', feed: 'filtered', logger, signal });
  const { registry, telemetry } = plane;
  return [
    { name: 'connections', stop: () => plane.close() },
    { name: 'scheduler', ...createScheduler({ registry, telemetry, log: logger }) },
  ];
});
