import { mintService } from '@flotilla/bus';
import type { TestNats } from '@flotilla/bus/testing';
import { createLogger } from '@flotilla/process';
import { createRelay, type Relay, type RelayOptions } from '@flotilla/relay';
import type { TestRedis } from '@flotilla/store/testing';

/** A relay that can be ended and started again. */
export interface RunningRelay {
  start(): void;
  stop(): Promise<void>;
}

export async function startRelay(redis: TestRedis, nats: TestNats, options: RelayOptions = {}): Promise<RunningRelay> {
  const credentials = await mintService(nats.authority, 'relay');
  const log = createLogger({ level: 'error' });
  const deps = { store: redis.connection, bus: { servers: nats.servers, credentials, name: 'relay' }, log };
  let relay: Relay | undefined;
  const start = () => {
    relay ??= createRelay(deps, options);
    relay.start();
  };
  start();
  return {
    start,
    async stop() {
      await relay?.stop();
      relay = undefined;
    },
  };
}
