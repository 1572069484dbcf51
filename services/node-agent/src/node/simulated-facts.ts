import { localVolumes } from '@flotilla/kinds/node';
import { type NodeFacts, nodeLabels, nodeVersion, podsPerNode } from './node-facts.ts';

/** A machine that is not there has room for whatever tests put on it, and an address that belongs to nobody. */
const resources = { cpu: '32', memory: '256Gi', 'ephemeral-storage': '1Ti', pods: `${podsPerNode}` };
const address = '192.0.2.1';

/** What a node without containers says that it has. */
export function simulatedFacts(name: string, runtimeVersion: string): NodeFacts {
  return {
    name,
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    annotations: { [localVolumes.folder]: '/simulated' },
    labels: { ...nodeLabels(name, 'amd64'), 'flotilla.dev/simulated': 'true' },
    capacity: resources,
    allocatable: resources,
    info: {
      machineID: name,
      systemUUID: name,
      bootID: name,
      kernelVersion: 'simulated',
      osImage: 'Simulated',
      containerRuntimeVersion: runtimeVersion,
      kubeletVersion: nodeVersion,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
  };
}
