import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ClusterRecord, ProxyPorts } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';
import { writeJsonFile } from '../data/json-file.ts';
import { localAgentSpec, localEngineSpec } from '../local-nodes/child-specs.ts';
import { createLocalNetwork } from '../local-nodes/network.ts';
import { type LocalNetwork, type LocalNode, planLocalNetwork } from '../local-nodes/plan.ts';
import { hostAddresses, outboundAddress } from '../machine/address.ts';
import { installPackages } from '../machine/apt.ts';
import { engineAnswers, engineSocket } from '../machine/engine.ts';
import { missingPackages, tools } from '../machine/tools.ts';
import { ensurePrepared } from '../prepare/ensure-prepared.ts';
import { proxyPlace } from '../prepare/proxy-place.ts';
import { runScript } from '../run-script.ts';
import type { AwaitNodesInput } from '../scripts/await-nodes.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { logTail } from '../supervisor/logs.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { Steps } from '../terminal/steps.ts';
import { controlPlaneSpecs, natsSpec, nodeAgentSpec, redisSpec, traefikSpec } from './child-specs.ts';
import { ensureDemoImage } from './demo-image.ts';
import { startOwnEngine } from './engine-care.ts';
import type { UpOptions } from './options.ts';
import type { IngressProxy } from './settle-proxy.ts';

export interface StartDeps {
  readonly folder: DataFolder;
  readonly record: ClusterRecord;
  readonly proxy: IngressProxy;
  readonly supervisor: Supervisor;
  readonly steps: Steps;
  readonly signal: AbortSignal;
}

/** Nodes are Ready a second after their agents run; a machine under load takes longer. */
const nodesReadyWithinMs = 60_000;

/**
 * From nothing to a Ready node, each part as soon as what it needs is there. Rejects with the first error; what was
 * started by then runs.
 */
export async function startPlatform(deps: StartDeps, options: UpOptions): Promise<void> {
  const { folder, record, proxy, supervisor, steps, signal } = deps;
  const engine = await planEngine(options);
  const network = options.nodes > 1 ? planLocalNetwork(folder, record, options.nodes) : undefined;
  const traefik = engine !== 'none' && 'program' in proxy ? proxy : undefined;
  if ('off' in proxy) steps.say(`  Ingress is off: ${proxy.off}`);
  const start = (title: string, specs: readonly ChildSpec[]) =>
    steps.run(title, () => Promise.all(specs.map((spec) => startChild(supervisor, spec))));

  await installTools(steps, engine, network !== undefined);
  const engineReady = engine === 'start' ? steps.run('starting Docker', () => startOwnEngine(folder)) : undefined;
  const stores = async () => {
    if (network) await steps.run('linking further nodes', () => makeLocalNetwork(folder, network));
    await prepareFiles(deps, options, {
      runsContainers: engine !== 'none',
      ...(traefik && { ports: traefik.ports }),
      ...(network && { network }),
    });
    await start('starting Redis and NATS', [redisSpec(folder, record), natsSpec(folder, record, natsHost(network))]);
  };
  await Promise.all([engineReady, stores()]);
  if (engine !== 'none') writeFileSync(folder.podsFile, '');
  const since = Date.now();
  const nodes = [...nodeNames(record, options, engine !== 'none'), ...(network?.nodes ?? []).map(({ name }) => name)];
  await Promise.all([
    start('starting the control plane', controlPlaneSpecs(folder, options.arrangement, traefik !== undefined)),
    traefik && start('starting Traefik', [traefikSpec(folder, traefik)]),
    engine !== 'none' && start('starting the node agent', [nodeAgentSpec(folder, 'node-agent')]),
    engine !== 'none' && ensureDemoImage(steps),
    ...(network?.nodes ?? []).map((node) => startLocalNode(deps, node)),
    options.simulatedNodes > 0 && start('starting simulated nodes', [nodeAgentSpec(folder, 'simulated-nodes')]),
    steps.run(nodes.length === 1 ? `node ${nodes[0]} Ready` : `${nodes.length} nodes Ready`, () => {
      const places = { apiPort: record.apiPort, keysFolder: folder.keys };
      const input: AwaitNodesInput = { ...places, nodes, withinMs: nodesReadyWithinMs, since };
      return runScript('scripts/await-nodes.ts', input, { signal });
    }),
  ]);
}

type EnginePlan = 'use' | 'start' | 'none';

/** Simulated nodes need no Docker: with them, a node for containers is added only where an engine answers already. */
async function planEngine(options: UpOptions): Promise<EnginePlan> {
  const isRoot = process.getuid?.() === 0;
  if (options.simulatedNodes > 0) return isRoot && (await engineAnswers(engineSocket())) ? 'use' : 'none';
  if (!isRoot) {
    throw new Error(
      'Cannot run Pods: their networks must be made by root. Run: sudo ./flotilla up, or use --simulated-nodes N',
    );
  }
  return (await engineAnswers(engineSocket())) ? 'use' : 'start';
}

async function installTools(steps: Steps, engine: EnginePlan, startsEngines: boolean): Promise<void> {
  const wanted = [
    ...tools.stores,
    ...(engine === 'none' ? [] : tools.node),
    ...(engine === 'start' || startsEngines ? tools.engine : []),
  ];
  const missing = missingPackages(wanted);
  if (missing.length > 0) await steps.run(`installing ${missing.join(', ')}`, (note) => installPackages(missing, note));
}

interface Parts {
  readonly runsContainers: boolean;
  /** Absent where nothing serves Ingresses. */
  readonly ports?: ProxyPorts;
  /** Absent where this machine is one node. */
  readonly network?: LocalNetwork;
}

async function prepareFiles({ folder, record, steps }: StartDeps, options: UpOptions, parts: Parts) {
  const { simulatedNodes, arrangement, otlpEndpoint } = options;
  const address = await outboundAddress();
  const natsUrl = `nats://${natsHost(parts.network)}:${record.natsPort}`;
  await steps.run('certificates and settings', () =>
    ensurePrepared(folder, {
      dataPath: folder.path,
      record,
      hostNames: [hostname()],
      hostAddresses: hostAddresses(),
      outboundAddress: address,
      nats: { listenHost: natsHost(parts.network), url: natsUrl, nodeUrl: natsUrl },
      ...(parts.ports && { proxy: proxyPlace(folder, parts.ports, address) }),
      ...(parts.runsContainers && {
        node: {
          address: parts.network?.hostAddress ?? address,
          dockerSocket: engineSocket(),
          dataFolder: join(folder.processes, 'node-agent'),
        },
      }),
      ...(parts.network && { localNodes: parts.network.nodes }),
      simulatedNodes,
      arrangement,
      ...(otlpEndpoint !== undefined && { otlpEndpoint }),
    }),
  );
}

/** Where NATS listens: further nodes reach this machine over the link that they share with it. */
function natsHost(network: LocalNetwork | undefined): string {
  return network?.hostAddress ?? '127.0.0.1';
}

async function makeLocalNetwork(folder: DataFolder, network: LocalNetwork): Promise<void> {
  writeJsonFile(folder.localNodesFile, network);
  await createLocalNetwork(network);
}

async function startLocalNode({ folder, supervisor, steps }: StartDeps, node: LocalNode): Promise<void> {
  await steps.run(`starting node ${node.name}`, async () => {
    await startChild(supervisor, localEngineSpec(folder, node));
    await startChild(supervisor, localAgentSpec(folder, node));
  });
  await ensureDemoImage(steps, node.dockerSocket);
}

async function startChild(supervisor: Supervisor, spec: ChildSpec): Promise<void> {
  try {
    await supervisor.start(spec);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Cannot start ${spec.name}: ${reason}. The end of its log, ${spec.logFile}:\n${logTail(spec.logFile)}`,
    );
  }
}

function nodeNames(record: ClusterRecord, { simulatedNodes }: UpOptions, runsContainers: boolean): string[] {
  const simulated = Array.from({ length: simulatedNodes }, (_, index) => `simulated-${index}`);
  return runsContainers ? [record.nodeName, ...simulated] : simulated;
}
