import { requiredSection, runProcess } from '@flotilla/process';
import { createRelay } from './relay.ts';

/** The relay as a process of its own. */
await runProcess('relay', async (_signal, { settings, logger }) => {
  const { address, password } = requiredSection(settings, 'store');
  const { url, credentials } = requiredSection(settings, 'bus');
  const store = { ...address, password };
  const bus = { servers: url, credentials, name: 'relay', log: logger };
  return [{ name: 'relay', ...createRelay({ store, bus, log: logger }) }];
});
