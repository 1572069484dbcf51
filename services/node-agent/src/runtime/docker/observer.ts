import type { Clock } from '../../clock.ts';
import type { RuntimeListener } from '../runtime.ts';
import type { Engine, InspectedContainer } from './engine.ts';
import { createPicture, type Picture } from './picture.ts';
import { watchEngine } from './watch.ts';

export interface ObserverDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  /** See {@link Engine.events}. */
  readonly label: string;
  readonly hostAddress: string;
  /** Does what a container that has just started waits for. Until that is done it does not count as running. */
  letGoOn(container: InspectedContainer): Promise<void>;
  /** What a container that has ended has said about it. */
  messageOf(container: InspectedContainer): Promise<string | undefined>;
}

/** Keeps the picture of the node's Pods true: looks at a container after everything that may have changed it. */
export interface Observer {
  readonly picture: Picture;
  /** Resolves when everything that is there has been looked at. */
  start(): Promise<void>;
  /** Looks now. Looks at one container never overtake each other. */
  look(id: string): Promise<InspectedContainer | undefined>;
  listen(listener: RuntimeListener): void;
  /** Whether the Engine's events are being received. */
  connected(): boolean;
  close(): Promise<void>;
}

export function createObserver({ engine, clock, label, hostAddress, letGoOn, messageOf }: ObserverDeps): Observer {
  const picture = createPicture(hostAddress);
  const listeners: RuntimeListener[] = [];
  const looks = new Map<string, Promise<InspectedContainer | undefined>>();
  const stopping = new AbortController();
  let watching: Promise<void> = Promise.resolve();
  let connected = false;

  const tell = (uid: string | undefined) => {
    if (uid !== undefined) for (const listener of listeners) listener.podChanged(uid);
  };
  const tellOfImages = () => {
    for (const listener of listeners) listener.imagesChanged();
  };
  const lookNow = async (id: string) => {
    const container = await engine.inspect(id);
    if (container?.State.Running && !picture.container(id)?.State.Running) await letGoOn(container);
    tell(container === undefined ? picture.drop(id) : picture.put(container, await messageOf(container)));
    return container;
  };
  const look = (id: string) => {
    const before = looks.get(id) ?? Promise.resolve(undefined);
    const mine = before.catch(() => {}).then(() => lookNow(id));
    looks.set(id, mine);
    const forget = () => void (looks.get(id) === mine && looks.delete(id));
    mine.then(forget, forget);
    return mine;
  };
  const lookAtAll = async () => {
    const listed = await engine.containers(label);
    const known = picture.pods().flatMap(({ uid }) => picture.ids(uid));
    await Promise.all([...new Set([...listed, ...known])].map(look));
  };

  return {
    picture,
    look,
    start: () =>
      new Promise((resolve, reject) => {
        const handlers = {
          async connected() {
            await lookAtAll();
            connected = true;
            tellOfImages();
            resolve();
          },
          disconnected() {
            connected = false;
          },
          // A look that fails is made up for: the connection is lost then, and its return looks at everything.
          containerChanged: (id: string) => void look(id).catch(() => {}),
          imagesChanged: tellOfImages,
        };
        watching = watchEngine({ engine, clock, label }, handlers, stopping.signal);
        watching.catch(reject);
      }),
    listen: (listener) => void listeners.push(listener),
    connected: () => connected,
    async close() {
      stopping.abort();
      await watching;
    },
  };
}
