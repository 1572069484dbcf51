import { sayLoaded } from '@flotilla/bus';
import { requiredSection, runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createIngress } from './create-ingress.ts';

/** The service as a process of its own. */
await runProcess('ingress', async (signal, { settings, logger }) => {
  const options = requiredSection(settings, 'ingress');
  const plane = await connectControlPlane(settings, { service: 'ingress', feed: 'filtered', logger, signal });
  const { registry, telemetry, bus } = plane;
  const loaded = (revision: number) => sayLoaded(bus, 'ingress', revision);
  return [
    { name: 'connections', stop: () => plane.close() },
    { name: 'ingress', ...createIngress({ registry, telemetry, log: logger, loaded }, options) },
  ];
});
