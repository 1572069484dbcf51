import { writeFileSync } from 'node:fs';
import type { ClusterRecord } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';
import { writeJsonFile } from '../data/json-file.ts';
import { localAgentSpec, localEngineSpec } from '../local-nodes/child-specs.ts';
import { createLocalNetwork } from '../local-nodes/network.ts';
import type { LocalNetwork, LocalNode } from '../local-nodes/plan.ts';
import { installPackages } from '../machine/apt.ts';
import { missingPackages, tools } from '../machine/tools.ts';
import { ensurePrepared } from '../prepare/ensure-prepared.ts';
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
import { type PlatformPlan, planPlatform } from './plan-platform.ts';
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
  const { folder, proxy, steps } = deps;
  if ('off' in proxy) steps.say(`  Ingress is off: ${proxy.off}`);
  const plan = await planPlatform(folder, deps, options);
  await installTools(steps, plan);
  const engineReady = plan.engine === 'start' && steps.run('starting Docker', () => startOwnEngine(folder));
  await Promise.all([engineReady, startStores(deps, plan)]);
  if (plan.engine !== 'none') writeFileSync(folder.podsFile, '');
  await startServices(deps, plan);
}

async function installTools(steps: Steps, { engine, network }: PlatformPlan): Promise<void> {
  const wanted = [
    ...tools.stores,
    ...(engine === 'none' ? [] : tools.node),
    ...(engine === 'start' || network ? tools.engine : []),
  ];
  const missing = missingPackages(wanted);
  if (missing.length > 0) await steps.run(`installing ${missing.join(', ')}`, (note) => installPackages(missing, note));
}

async function startStores(deps: StartDeps, { network, natsHost, input }: PlatformPlan): Promise<void> {
  const { folder, record, steps } = deps;
  if (network) await steps.run('linking further nodes', () => makeLocalNetwork(folder, network));
  await steps.run('certificates and settings', () => ensurePrepared(folder, input));
  await start(deps, 'starting Redis and NATS', [redisSpec(folder, record), natsSpec(folder, record, natsHost)]);
}

async function makeLocalNetwork(folder: DataFolder, network: LocalNetwork): Promise<void> {
  // Written first: what is half made must be found as well.
  writeJsonFile(folder.localNodesFile, network);
  await createLocalNetwork(network);
}

async function startServices(deps: StartDeps, { engine, traefik, network, nodes, input }: PlatformPlan): Promise<void> {
  const { folder, record, steps, signal } = deps;
  const since = Date.now();
  const runsContainers = engine !== 'none';
  await Promise.all([
    start(deps, 'starting the control plane', controlPlaneSpecs(folder, input.arrangement, traefik !== undefined)),
    traefik && start(deps, 'starting Traefik', [traefikSpec(folder, traefik)]),
    runsContainers && start(deps, 'starting the node agent', [nodeAgentSpec(folder, 'node-agent')]),
    runsContainers && ensureDemoImage(steps),
    ...(network?.nodes ?? []).map((node) => startLocalNode(deps, node)),
    input.simulatedNodes > 0 && start(deps, 'starting simulated nodes', [nodeAgentSpec(folder, 'simulated-nodes')]),
    steps.run(nodes.length === 1 ? `node ${nodes[0]} Ready` : `${nodes.length} nodes Ready`, () => {
      const places = { apiPort: record.apiPort, keysFolder: folder.keys };
      const awaited: AwaitNodesInput = { ...places, nodes, withinMs: nodesReadyWithinMs, since };
      return runScript('scripts/await-nodes.ts', awaited, { signal });
    }),
  ]);
}

async function startLocalNode({ folder, supervisor, steps }: StartDeps, node: LocalNode): Promise<void> {
  await steps.run(`starting node ${node.name}`, async () => {
    await startChild(supervisor, localEngineSpec(folder, node));
    await startChild(supervisor, localAgentSpec(folder, node));
  });
  await ensureDemoImage(steps, node.dockerSocket);
}

function start({ supervisor, steps }: StartDeps, title: string, specs: readonly ChildSpec[]): Promise<unknown> {
  return steps.run(title, () => Promise.all(specs.map((spec) => startChild(supervisor, spec))));
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
