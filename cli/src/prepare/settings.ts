import { join } from 'node:path';
import { type Authority, mintNode, mintService } from '@flotilla/bus';
import type { Settings, SimulatedNodeSettings } from '@flotilla/process';
import { type DataFolder, redisSocketPath } from '../data/data-folder.ts';
import { controlPlaneServices } from '../services.ts';
import type { PrepareInput } from './input.ts';
import { keyFiles } from './keys.ts';

const domain = 'cluster.local';
const serviceAccountIssuer = `https://kubernetes.default.svc.${domain}`;

/** The settings of every process that this input asks for, by the process's name. */
export async function planSettings(
  folder: DataFolder,
  input: PrepareInput,
  authority: Authority,
): Promise<ReadonlyMap<string, Settings>> {
  const all = new Map<string, Settings>();
  const { nats, node, record } = input;
  for (const service of input.arrangement === 'together' ? (['control-plane'] as const) : controlPlaneServices) {
    // The ingress service is on its proxy's machine, as a node is.
    const url = service === 'ingress' ? nats.nodeUrl : nats.url;
    const bus = { url, credentials: await mintService(authority, service) };
    all.set(service, { ...common(folder, input, service), bus, ...sectionsOf(service, folder, input) });
  }
  if (node !== undefined) {
    const { nodeName } = record;
    const { dataFolder, ...machine } = node;
    all.set('node-agent', {
      ...common(folder, input, 'node-agent'),
      dataFolder,
      bus: { url: nats.nodeUrl, credentials: await mintNode(authority, nodeName) },
      node: { name: nodeName, ...machine },
    });
  }
  for (const { name, process, address, dockerSocket, agentFolder } of input.localNodes ?? []) {
    all.set(process, {
      ...common(folder, input, process),
      dataFolder: agentFolder,
      bus: { url: nats.nodeUrl, credentials: await mintNode(authority, name) },
      node: { name, address, dockerSocket },
    });
  }
  if (input.simulatedNodes > 0) {
    const simulatedNodes = await planSimulatedNodes(authority, nats.url, input.simulatedNodes);
    all.set('simulated-nodes', { ...common(folder, input, 'simulated-nodes'), simulatedNodes });
  }
  return all;
}

function common(folder: DataFolder, input: PrepareInput, process: string): Settings {
  const { otlpEndpoint } = input;
  return {
    cluster: {
      id: input.record.id,
      domain,
      podRange: input.record.podRange,
      serviceRange: input.record.serviceRange,
      authorityFile: keyFiles(folder.keys).authority.certificate,
      apiUrl: `https://${input.outboundAddress}:${input.record.apiPort}`,
    },
    logLevel: 'info',
    dataFolder: join(folder.processes, process),
    telemetry: { folder: folder.telemetry, ...(otlpEndpoint !== undefined && { otlpEndpoint }) },
  };
}

function sectionsOf(
  service: (typeof controlPlaneServices)[number] | 'control-plane',
  folder: DataFolder,
  { record, proxy }: PrepareInput,
): Partial<Settings> {
  const keys = keyFiles(folder.keys);
  const does = (part: (typeof controlPlaneServices)[number]) => service === part || service === 'control-plane';
  return {
    store: {
      address: { socketPath: redisSocketPath(folder, record.id) },
      password: record.redisPassword,
      sealingKeyFile: keys.sealing,
    },
    ...(does('api') && {
      api: {
        host: '0.0.0.0',
        port: record.apiPort,
        certificateFile: keys.api.certificate,
        keyFile: keys.api.key,
      },
      serviceAccounts: { issuer: serviceAccountIssuer, signingKeyFile: keys.serviceAccounts },
    }),
    ...(does('ingress') &&
      proxy && { ingress: { file: proxy.dynamicFile, apiUrl: proxy.api.url, address: proxy.address } }),
    ...(does('node-gateway') && { joining: { busAuthorityFile: keys.busAuthority } }),
  };
}

function planSimulatedNodes(authority: Authority, url: string, count: number): Promise<SimulatedNodeSettings[]> {
  const names = Array.from({ length: count }, (_, index) => `simulated-${index}`);
  return Promise.all(names.map(async (name) => ({ name, bus: { url, credentials: await mintNode(authority, name) } })));
}
