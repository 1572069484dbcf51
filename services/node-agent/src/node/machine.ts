import { readdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, release, totalmem } from 'node:os';
import { localVolumes } from '@flotilla/kinds/node';
import { claimsFolderIn } from '../pod/volumes/pod-volumes.ts';
import { type NodeFacts, nodeLabels, nodeVersion, podsPerNode } from './node-facts.ts';

export interface MachineOptions {
  readonly name: string;
  /** The node's InternalIP. */
  readonly address: string;
  /** On the file system that Pods' data is kept on. */
  readonly dataFolder: string;
  /** `docker://20.10.24`. */
  readonly runtimeVersion: string;
}

/**
 * What is kept from Pods, so that pressure is noticed before it is too late: upstream's default thresholds of hard
 * eviction.
 */
const reservedMemoryKi = 100 * 1024;
const reservedStorageShare = 0.1;

/** The facts of the machine that this process runs on. */
export async function machineFacts({ name, address, dataFolder, runtimeVersion }: MachineOptions): Promise<NodeFacts> {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const memoryKi = Math.trunc(totalmem() / 1024);
  const { blocks, bsize } = await statfs(dataFolder);
  const shared = { cpu: String(availableParallelism()), ...hugePages(), pods: String(podsPerNode) };
  return {
    name,
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    labels: nodeLabels(name, architecture),
    annotations: { [localVolumes.folder]: claimsFolderIn(dataFolder) },
    capacity: { ...shared, memory: `${memoryKi}Ki`, 'ephemeral-storage': `${Math.trunc((blocks * bsize) / 1024)}Ki` },
    allocatable: {
      ...shared,
      memory: `${memoryKi - reservedMemoryKi}Ki`,
      'ephemeral-storage': String(Math.trunc(blocks * bsize * (1 - reservedStorageShare))),
    },
    info: {
      machineID: textOf('/etc/machine-id'),
      systemUUID: textOf('/sys/class/dmi/id/product_uuid'),
      bootID: textOf('/proc/sys/kernel/random/boot_id'),
      kernelVersion: release(),
      osImage: osImage(textOf('/etc/os-release')),
      containerRuntimeVersion: runtimeVersion,
      kubeletVersion: nodeVersion,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture,
    },
  };
}

/** Source: os-release(5). */
export function osImage(osRelease: string): string {
  const [, quoted = 'Linux'] = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease) ?? [];
  return quoted;
}

/** Pages of each size that the kernel knows, in the API's names. */
function hugePages(): Record<string, string> {
  const folder = '/sys/kernel/mm/hugepages';
  return Object.fromEntries(
    entriesOf(folder).map((entry) => {
      const sizeKi = Number(/^hugepages-(\d+)kB$/.exec(entry)?.[1] ?? 0);
      const count = Number(textOf(`${folder}/${entry}/nr_hugepages`) || 0);
      const unit = sizeKi >= 1024 * 1024 ? `${sizeKi / 1024 / 1024}Gi` : `${sizeKi / 1024}Mi`;
      return [`hugepages-${unit}`, count === 0 ? '0' : `${count * sizeKi}Ki`];
    }),
  );
}

/** A machine need not have any of these files. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
