import { availableParallelism, totalmem } from 'node:os';
import {
  createDockerodeEngine,
  createDockerRuntime,
  createMachine,
  createPodVolumes,
  systemClock,
} from '@flotilla/node-agent';
import { loadSettings, requiredSection } from '@flotilla/process';
import { scriptMain } from '../run-script.ts';

export interface RemovePodsInput {
  /** The settings of the node agent. */
  readonly settingsFile: string;
}

/** Removes the containers, networks and volumes of every Pod of a node whose agent does not run. */
await scriptMain<RemovePodsInput>(async ({ settingsFile }) => {
  const settings = loadSettings(settingsFile);
  const { cluster, dataFolder } = settings;
  const { name, address, dockerSocket, machineProcess } = requiredSection(settings, 'node');
  const runtime = createDockerRuntime(
    { engine: createDockerodeEngine(dockerSocket), clock: systemClock },
    {
      owner: { cluster: cluster.id, node: name },
      hostAddress: address,
      clusterDomain: cluster.domain,
      clusterRange: cluster.podRange,
      dataFolder,
      cpus: availableParallelism(),
      memoryBytes: totalmem(),
    },
  );
  await runtime.start();
  await runtime.close();
  await runtime.destroy();
  await createPodVolumes(createMachine(machineProcess), settings).removeAll();
});
