import { readFile } from 'node:fs/promises';
import { type Bus, connectBus } from '@flotilla/bus';
import { kinds, schema } from '@flotilla/kinds';
import { type Logger, requiredSection, type Settings } from '@flotilla/process';
import { createStore, type Store } from '@flotilla/store';
import { createTelemetry, type Telemetry } from '@flotilla/telemetry';
import { defaultAdmission } from './admission/default-admission.ts';
import { createSeal } from './body/seal.ts';
import { createFilteredFeed, createWholeFeed } from './cache/feed.ts';
import { createRegistry, type Registry } from './registry.ts';

/** What a service of the control plane works on, connected. */
export interface ControlPlane {
  readonly registry: Registry;
  readonly store: Store;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** The name its spans and connections bear. */
  readonly service: string;
  /**
   * `whole`: one reader of all events, for a process that holds many kinds. `filtered`: one for each kind, for a
   * process that holds few.
   */
  readonly feed: 'whole' | 'filtered';
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Connects a process to Redis and NATS as its settings say, and builds the registry on them. */
export async function connectControlPlane(settings: Settings, options: ConnectOptions): Promise<ControlPlane> {
  const { service, logger, signal } = options;
  const { address, password, sealingKeyFile } = requiredSection(settings, 'store');
  const { url, credentials } = requiredSection(settings, 'bus');
  const [store, bus, sealingKey] = await Promise.all([
    createStore({ ...address, password, log: logger }),
    connectBus({ servers: url, credentials, name: service, log: logger }),
    readFile(sealingKeyFile, 'utf8'),
  ]);
  const { folder, otlpEndpoint } = settings.telemetry;
  const telemetry = createTelemetry({
    service,
    ringFolder: folder,
    log: logger,
    ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
  });
  const feedDeps = { bus, store, log: logger, signal };
  const feed = options.feed === 'whole' ? createWholeFeed(feedDeps) : createFilteredFeed(feedDeps);
  const seal = createSeal(Buffer.from(sealingKey, 'base64'));
  const { serviceRange } = settings.cluster;
  const admission = defaultAdmission;
  const registry = createRegistry({ store, bus, feed, kinds, schema, seal, admission, telemetry, serviceRange });
  return {
    registry,
    store,
    bus,
    telemetry,
    async close() {
      await telemetry.close();
      await bus.close();
      await store.close();
    },
  };
}
