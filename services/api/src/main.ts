import { readFileSync } from 'node:fs';
import { requiredSection, runProcess } from '@flotilla/process';
import { connectControlPlane } from '@flotilla/registry';
import { createApi } from './api.ts';

/** The API as a process of its own. */
await runProcess('api', async (signal, { settings, logger }) => {
  const { host, port, certificateFile, keyFile } = requiredSection(settings, 'api');
  const plane = await connectControlPlane(settings, { service: 'api', feed: 'whole', logger, signal });
  const { registry, telemetry, store } = plane;
  const bulk = await plane.bus.bulk();
  return [
    { name: 'connections', stop: () => plane.close() },
    { name: 'bulk connection', stop: () => bulk.close() },
    createApi(
      { registry, bulk, telemetry, logger, health: { store: () => store.trouble() } },
      {
        host,
        port,
        certificate: readFileSync(certificateFile, 'utf8'),
        key: readFileSync(keyFile, 'utf8'),
        clientAuthority: readFileSync(settings.cluster.authorityFile, 'utf8'),
      },
    ),
  ];
});
