import { randomBytes } from 'node:crypto';
import { type Bus, connectBus, mintService, type Service } from '@flotilla/bus';
import { startNats, type TestNats } from '@flotilla/bus/testing';
import { createInformer, type Informer, systemClock } from '@flotilla/controller';
import { kinds, schema } from '@flotilla/kinds';
import type { KubernetesObject } from '@flotilla/machinery';
import { createRecordingLogger, type RecordingLogger } from '@flotilla/process/testing';
import {
  type Client,
  createClient,
  createFilteredFeed,
  createRegistry,
  createSeal,
  defaultAdmission,
  type Registry,
  type ResourceType,
} from '@flotilla/registry';
import { createRelay } from '@flotilla/relay';
import { createStore, type Store } from '@flotilla/store';
import { startRedis, type TestRedis } from '@flotilla/store/testing';
import { silentTelemetry } from '@flotilla/telemetry/testing';

/** What a controller runs on, all of it real: Redis, NATS and relay, and a registry for each process. */
export interface World {
  /** A user who may do anything. */
  readonly client: Client;
  readonly nats: TestNats;
  readonly redis: TestRedis;
  /** Connected as a process of its own would be, under the identity of a service; `api` where none is given. */
  process(service?: Service): Promise<ControllerProcess>;
  /** Resolves with the first version of an object, of now or to come, that fits. */
  until<T>(type: ResourceType<T>, path: string, fits: (object: T) => boolean): Promise<T>;
  /** The same for any object of the kind: one whose name was generated. */
  untilAny<T>(type: ResourceType<T>, fits: (object: T) => boolean): Promise<T>;
  /** Resolves when there is no such object, or no longer. */
  untilGone<T>(type: ResourceType<T>, path: string): Promise<void>;
  stop(): Promise<void>;
}

export interface ControllerProcess {
  readonly registry: Registry;
  readonly store: Store;
  readonly bus: Bus;
  readonly log: RecordingLogger;
  readonly deps: {
    readonly registry: Registry;
    readonly store: Store;
    readonly telemetry: typeof silentTelemetry;
    readonly log: RecordingLogger['logger'];
  };
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const [redis, nats] = await Promise.all([startRedis({ gate: 'closed' }), startNats()]);
  const sealingKey = randomBytes(32);
  const busOf = async (service: Service) => ({
    servers: nats.servers,
    credentials: await mintService(nats.authority, service),
    name: service,
  });
  const relay = createRelay({
    store: redis.connection,
    bus: await busOf('relay'),
    log: createRecordingLogger().logger,
  });
  relay.start();
  const closing: (() => Promise<void>)[] = [];
  const process = async (service: Service = 'api'): Promise<ControllerProcess> => {
    const log = createRecordingLogger();
    const ending = new AbortController();
    const store = await createStore(redis.connection);
    const bus = await connectBus(await busOf(service));
    const feed = createFilteredFeed({ bus, store, log: log.logger, signal: ending.signal });
    const seal = createSeal(sealingKey);
    const telemetry = silentTelemetry;
    const registry = createRegistry({
      store,
      bus,
      feed,
      kinds,
      schema,
      seal,
      admission: defaultAdmission,
      serviceRange: '10.96.0.0/12',
      telemetry,
    });
    const close = async (): Promise<void> => {
      ending.abort();
      await bus.close();
      await store.close();
    };
    closing.push(close);
    return { registry, store, bus, log, close, deps: { registry, store, telemetry, log: log.logger } };
  };
  const own = await process();
  const informers = new Map<string, Promise<Informer<KubernetesObject>>>();
  const informerOf = <T>(type: ResourceType<T>): Promise<Informer<KubernetesObject>> => {
    const { registry, log } = own;
    const known = informers.get(type.kind);
    if (known !== undefined) return known;
    const informer = createInformer({ registry, clock: systemClock, log: log.logger }, type, {
      project: (object) => object as KubernetesObject,
    });
    const started = informer.start().then(() => informer);
    informers.set(type.kind, started);
    return started;
  };
  const wait = async (type: ResourceType<unknown>, path: string, fits: (object: unknown) => boolean) => {
    const informer = await informerOf(type);
    const present = informer.get(path);
    if (fits(present)) return present;
    return new Promise<unknown>((resolve) => {
      const end = informer.listen((change) => {
        if (change.path !== path || !fits(change.after)) return;
        end();
        resolve(change.after);
      });
    });
  };
  const waitForAny = async (type: ResourceType<unknown>, fits: (object: unknown) => boolean) => {
    const informer = await informerOf(type);
    for (const [, object] of informer.list()) if (fits(object)) return object;
    return new Promise<unknown>((resolve) => {
      const end = informer.listen(({ after }) => {
        if (after === undefined || !fits(after)) return;
        end();
        resolve(after);
      });
    });
  };
  return {
    client: createClient(own.registry, { user: { name: 'admin', groups: ['system:masters'] }, fieldManager: 'test' }),
    nats,
    redis,
    process,
    until: async <T>(type: ResourceType<T>, path: string, fits: (object: T) => boolean) =>
      (await wait(type, path, (object) => object !== undefined && fits(object as T))) as T,
    untilAny: async <T>(type: ResourceType<T>, fits: (object: T) => boolean) =>
      (await waitForAny(type, (object) => fits(object as T))) as T,
    untilGone: async (type, path) => void (await wait(type, path, (object) => object === undefined)),
    async stop() {
      await Promise.all(closing.map((close) => close()));
      await relay.stop();
      await Promise.all([redis.stop(), nats.stop()]);
    },
  };
}
