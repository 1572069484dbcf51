import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ClusterRecord, ProxyPorts } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';
import { type LocalNetwork, planLocalNetwork } from '../local-nodes/plan.ts';
import { hostAddresses, outboundAddress } from '../machine/address.ts';
import { engineAnswers, engineSocket } from '../machine/engine.ts';
import type { PrepareInput } from '../prepare/input.ts';
import { proxyPlace } from '../prepare/proxy-place.ts';
import type { UpOptions } from './options.ts';
import type { IngressProxy } from './settle-proxy.ts';

/** What is to be started, and from what it is prepared. */
export interface PlatformPlan {
  /** Whether this machine's Docker Engine is used as it is, must be started, or is not needed. */
  readonly engine: EnginePlan;
  readonly traefik: { readonly program: string; readonly ports: ProxyPorts } | undefined;
  /** Undefined where this machine is one node. */
  readonly network: LocalNetwork | undefined;
  readonly natsHost: string;
  /** The names of all nodes. */
  readonly nodes: readonly string[];
  readonly input: PrepareInput;
}

type EnginePlan = 'use' | 'start' | 'none';

export async function planPlatform(
  folder: DataFolder,
  { record, proxy }: { readonly record: ClusterRecord; readonly proxy: IngressProxy },
  options: UpOptions,
): Promise<PlatformPlan> {
  const engine = await planEngine(options);
  const runsContainers = engine !== 'none';
  const network = runsContainers && options.nodes > 1 ? planLocalNetwork(folder, record, options.nodes) : undefined;
  const traefik = runsContainers && 'program' in proxy ? proxy : undefined;
  const address = await outboundAddress();
  // Further nodes reach this machine over the link that they share with it.
  const natsHost = network?.hostAddress ?? '127.0.0.1';
  const natsUrl = `nats://${natsHost}:${record.natsPort}`;
  const dataFolder = join(folder.processes, 'node-agent');
  const node = { address: network?.hostAddress ?? address, dockerSocket: engineSocket(), dataFolder };
  const { simulatedNodes, arrangement, otlpEndpoint } = options;
  return {
    engine,
    traefik,
    network,
    natsHost,
    nodes: [...nodeNames(record, options, runsContainers), ...(network?.nodes ?? []).map(({ name }) => name)],
    input: {
      dataPath: folder.path,
      record,
      hostNames: [hostname()],
      hostAddresses: hostAddresses(),
      outboundAddress: address,
      nats: { listenHost: natsHost, url: natsUrl, nodeUrl: natsUrl },
      ...(traefik && { proxy: proxyPlace(folder, traefik.ports, address) }),
      ...(runsContainers && { node }),
      ...(network && { localNodes: network.nodes }),
      simulatedNodes,
      arrangement,
      ...(otlpEndpoint !== undefined && { otlpEndpoint }),
    },
  };
}

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

function nodeNames(record: ClusterRecord, { simulatedNodes }: UpOptions, runsContainers: boolean): string[] {
  const simulated = Array.from({ length: simulatedNodes }, (_, index) => `simulated-${index}`);
  return runsContainers ? [record.nodeName, ...simulated] : simulated;
}
