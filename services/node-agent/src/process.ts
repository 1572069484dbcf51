import { availableParallelism, totalmem } from 'node:os';
import { type Bus, connectBus } from '@flotilla/bus';
import {
  type BusSettings,
  type Component,
  type Logger,
  type NodeSettings,
  requiredSection,
  type Settings,
  type SimulatedNodeSettings,
} from '@flotilla/process';
import { createTelemetry } from '@flotilla/telemetry';
import { type AgentDeps, createAgent } from './agent.ts';
import { systemClock } from './clock.ts';
import { exportSpans } from './link/export-spans.ts';
import { createNatsLink } from './link/nats-link.ts';
import { createNodeNetwork } from './network/node-network.ts';
import { machineFacts } from './node/machine.ts';
import type { NodeFacts } from './node/node-facts.ts';
import { simulatedFacts } from './node/simulated-facts.ts';
import { createPerformAction } from './pod/actions/perform.ts';
import { createMachine } from './pod/volumes/machine.ts';
import { createPodVolumes } from './pod/volumes/pod-volumes.ts';
import { createDockerRuntime } from './runtime/docker/docker-runtime.ts';
import { createDockerodeEngine } from './runtime/docker/dockerode-engine.ts';
import type { PodRuntime } from './runtime/runtime.ts';
import { createSimulatedRuntime } from './runtime/simulated/simulated-runtime.ts';
import { createTracedRuntime } from './runtime/traced-runtime.ts';

type Stop = () => Promise<void>;

/** Each proves who it is with a signature, for which NATS gives it 2 s: more at once would wait for each other. */
const STARTING_AT_ONCE = 4;

/** The nodes that one process is: simulated ones where the settings have any, else the machine that it runs on. */
export function createNodes(settings: Settings, logger: Logger): Component {
  const { simulatedNodes } = settings;
  const starts = simulatedNodes?.map((node) => () => startSimulatedNode(node, logger)) ?? [
    () => startMachineNode(settings, logger),
  ];
  const stops: Stop[] = [];
  const startInTurn = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) stops.push(await start());
  };
  return {
    name: 'nodes',
    async start() {
      await Promise.all(Array.from({ length: STARTING_AT_ONCE }, startInTurn));
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

async function startMachineNode(settings: Settings, logger: Logger): Promise<Stop> {
  const node = requiredSection(settings, 'node');
  const engine = createDockerodeEngine(node.dockerSocket);
  const { version } = await engine.facts();
  const options = dockerOptions(settings, node);
  const runtime = createDockerRuntime({ engine, clock: systemClock }, options);
  const facts = await machineFacts({
    name: node.name,
    address: node.address,
    dataFolder: settings.dataFolder,
    runtimeVersion: `docker://${version}`,
  });
  const bus = await connect(node.name, requiredSection(settings, 'bus'), logger);
  const bulk = await bus.bulk();
  const volumes = createPodVolumes(createMachine(node.machineProcess), settings);
  const network = createNodeNetwork({ bus, clock: systemClock, log: logger }, options);
  const perform = createPerformAction(runtime);
  const stop = await startNode({ facts, runtime, bus, bulk, logger, volumes, perform, network });
  return async () => {
    await stop();
    await bulk.close();
    await bus.close();
  };
}

function dockerOptions({ cluster, dataFolder }: Settings, { name, address }: NodeSettings) {
  return {
    owner: { cluster: cluster.id, node: name },
    hostAddress: address,
    clusterDomain: cluster.domain,
    clusterRange: cluster.podRange,
    serviceRange: cluster.serviceRange,
    dataFolder,
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

/** Its containers write next to nothing, so that one connection does. */
async function startSimulatedNode({ name, bus: settings }: SimulatedNodeSettings, logger: Logger): Promise<Stop> {
  const runtime = createSimulatedRuntime({ clock: systemClock });
  const bus = await connect(name, settings, logger);
  const facts = simulatedFacts(name, `${runtime.name}://${await runtime.version()}`);
  const stop = await startNode({ facts, runtime, bus, bulk: bus, logger: logger.with({ node: name }) });
  return async () => {
    await stop();
    await bus.close();
  };
}

function connect(name: string, { url, credentials }: BusSettings, log: Logger): Promise<Bus> {
  return connectBus({ servers: url, credentials, name, log });
}

interface NodeDeps extends Pick<AgentDeps, 'volumes' | 'perform' | 'network'> {
  readonly facts: NodeFacts;
  readonly runtime: PodRuntime;
  readonly bus: Bus;
  readonly bulk: Bus;
  readonly logger: Logger;
}

/** Its Pods run on when it is stopped, for the next agent to adopt. */
async function startNode({ facts, runtime, bus, bulk, logger, ...deps }: NodeDeps): Promise<Stop> {
  const telemetry = createTelemetry({ service: 'node-agent', export: exportSpans(bus), log: logger });
  const link = createNatsLink({ bus, bulk, clock: systemClock, log: logger }, facts.name);
  const causeOf = (uid: string) => link.mailbox.pods.get(uid)?.traceparent;
  const traced = createTracedRuntime({ runtime, telemetry, causeOf });
  const agent = createAgent({ runtime: traced, link, clock: systemClock, logger, facts, ...deps });
  await agent.start();
  return async () => {
    await agent.stop({ pods: 'keep' });
    await link.close();
    await telemetry.close();
  };
}
