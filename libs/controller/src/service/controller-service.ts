import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from '@flotilla/process';
import type { Client, Registry } from '@flotilla/registry';
import type { Telemetry } from '@flotilla/telemetry';
import { createControllerClient } from '../client/controller-client.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import { createElection } from '../election/election.ts';
import type { ElectionTimes } from '../election/plan-election.ts';
import { createEventRecorder, type EventRecorder } from '../events/event-recorder.ts';
import type { InformerDeps } from '../informer/informer.ts';
import { createManager, type Leading, type Service } from '../manager/manager.ts';

export interface ControllerServiceDeps {
  readonly registry: Registry;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly clock?: Clock;
}

export interface ControllerServiceOptions {
  /** The Lease's name in kube-system. */
  readonly name: string;
  readonly electionTimes?: ElectionTimes;
}

/** What the controllers of a service are made of. */
export interface ControllerParts {
  readonly informers: InformerDeps;
  readonly clock: Clock;
  readonly log: Logger;
  /** A client under this controller's own identity, whose writes hold only while this process leads. */
  client(name: string): Client;
  /** Events of this component, written out before the service ends. */
  events(client: Client, component: string): EventRecorder;
}

/** A service made of controllers, which one process at a time runs: the holder of the service's Lease. */
export function createControllerService(
  deps: ControllerServiceDeps,
  { name, electionTimes }: ControllerServiceOptions,
  build: (parts: ControllerParts) => readonly Leading[],
): Service {
  const { registry, telemetry, log, clock = systemClock } = deps;
  const election = createElection(
    { registry, clock, log },
    {
      name,
      user: 'system:kube-controller-manager',
      identity: `${hostname()}_${randomUUID()}`,
      ...(electionTimes === undefined ? {} : { times: electionTimes }),
    },
  );
  const recorders: EventRecorder[] = [];
  const controllers = build({
    informers: { registry, clock, log },
    clock,
    log,
    client: (user) => createControllerClient(registry, { name: user, guards: () => election.guards() }),
    events(client, component) {
      const recorder = createEventRecorder({ client, clock, log, telemetry }, component);
      recorders.push(recorder);
      return recorder;
    },
  });
  const manager = createManager({ clock, log, telemetry, election }, { controllers });
  return {
    start: (signal) => manager.start(signal),
    async stop() {
      await Promise.all(recorders.map((recorder) => recorder.flush()));
      await manager.stop();
    },
  };
}
