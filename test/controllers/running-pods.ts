import { createInformer, type InformerChange, systemClock } from '@flotilla/controller';
import type { Pod } from '@flotilla/kinds/core/v1';
import { formatTime, isStatus } from '@flotilla/machinery';
import { Pods } from './objects.ts';
import type { World } from './world.ts';

/** Stands in for the nodes: Pods come to run at once, as long as nothing holds them back, and end at once. */
export interface RunningPods {
  /** Whether a Pod that comes is to stay Pending; none is at first. */
  hold(holds: (pod: Pod) => boolean): void;
  /** Tells of each change of a Pod, in order. */
  listen(listener: (change: InformerChange<Pod>) => void): () => void;
  list(namespace: string): Pod[];
  stop(): void;
}

export const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;

export async function startRunningPods(world: World): Promise<RunningPods> {
  const { registry, log } = await world.process();
  const informer = createInformer({ registry, clock: systemClock, log: log.logger }, Pods, {
    project: (pod): Pod => pod,
  });
  let isHeld = (_: Pod): boolean => false;
  const run = ({ metadata }: Pod): Promise<unknown> =>
    world.client.updateStatus(Pods, named(metadata), (pod) => {
      const lastTransitionTime = formatTime(Date.now());
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime }];
      pod.status = { ...pod.status, phase: 'Running', conditions };
    });
  const end = ({ metadata }: Pod): Promise<unknown> =>
    world.client.delete(Pods, named(metadata), { gracePeriodSeconds: 0, preconditions: { uid: metadata?.uid ?? '' } });
  const look = (pod: Pod | undefined): void => {
    if (pod === undefined) return;
    if (pod.metadata?.deletionTimestamp !== undefined) void end(pod).catch(ifGone);
    else if (pod.status?.phase === 'Pending' && !isHeld(pod)) void run(pod).catch(ifGone);
  };
  informer.listen(({ after }) => look(after));
  await informer.start();
  return {
    hold(holds) {
      isHeld = holds;
      for (const [, pod] of informer.list()) look(pod);
    },
    listen: (listener) => informer.listen(listener),
    list: (namespace) => Array.from(informer.list(namespace), ([, pod]) => pod),
    stop: () => informer.stop(),
  };
}

function named({ namespace = '', name = '' }: Pod['metadata'] = {}) {
  return { namespace, name };
}

function ifGone(error: unknown): void {
  if (!isStatus(error, 'NotFound', 'Conflict')) throw error;
}
