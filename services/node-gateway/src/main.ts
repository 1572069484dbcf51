import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { systemClock } from '@flotilla/controller';
import { requiredSection, runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createNodeGateway } from './node-gateway.ts';

/** The node gateway as a process of its own. */
await runProcess('node-gateway', async (signal, { settings, logger }) => {
  const plane = await connectControlPlane(settings, { service: 'node-gateway', feed: 'filtered', logger, signal });
  const { registry, store, bus, telemetry } = plane;
  const authority = JSON.parse(readFileSync(requiredSection(settings, 'joining').busAuthorityFile, 'utf8'));
  const deps = { registry, store, bus, telemetry, clock: systemClock, log: logger };
  return [
    { name: 'connections', stop: () => plane.close() },
    { name: 'node-gateway', ...createNodeGateway(deps, { identity: randomUUID(), authority }) },
  ];
});
