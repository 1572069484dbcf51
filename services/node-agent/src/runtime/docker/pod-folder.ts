import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredPod } from '../../pod/stored-pod.ts';
import { hostNames, hostNetworkHostsFile, hostsFile } from './translate/host-names.ts';
import { resolvConf } from './translate/resolv-conf.ts';

/** A Pod's own files on the node. */
export interface PodFolder {
  readonly hostsFile: string;
  readonly resolvConfFile: string;
}

export interface PodFolders {
  of(uid: string): PodFolder;
  /** Writes the Pod's files; they are in place before its first container starts. */
  write(pod: StoredPod, addresses: readonly string[]): Promise<void>;
  /** Where a run may say why it ends; nothing makes it here. */
  terminationFile(uid: string, run: { readonly container: string; readonly attempt: number }): string;
  remove(uid: string): Promise<void>;
}

export interface PodFoldersOptions {
  readonly dataFolder: string;
  readonly clusterDomain: string;
  readonly clusterDnsServer?: string;
}

export function createPodFolders(options: PodFoldersOptions): PodFolders {
  const pathOf = (uid: string) => join(options.dataFolder, 'pods', uid);
  const of = (uid: string) => ({
    hostsFile: join(pathOf(uid), 'hosts'),
    resolvConfFile: join(pathOf(uid), 'resolv.conf'),
  });
  return {
    of,
    async write(pod, addresses) {
      const files = of(pod.metadata.uid);
      await mkdir(pathOf(pod.metadata.uid), { recursive: true });
      await writeFile(files.hostsFile, await hostsText(pod, addresses, options.clusterDomain));
      await writeFile(files.resolvConfFile, await resolvConfText(pod, options));
    },
    terminationFile: (uid, { container, attempt }) => join(pathOf(uid), 'terminations', `${container}-${attempt}`),
    remove: (uid) => rm(pathOf(uid), { recursive: true, force: true }),
  };
}

async function hostsText(pod: StoredPod, addresses: readonly string[], clusterDomain: string): Promise<string> {
  const aliases = pod.spec.hostAliases ?? [];
  if (pod.spec.hostNetwork) return hostNetworkHostsFile(await textOf('/etc/hosts'), aliases);
  return hostsFile(addresses, hostNames(pod, clusterDomain), aliases);
}

async function resolvConfText(pod: StoredPod, options: PodFoldersOptions): Promise<string> {
  const { clusterDomain, clusterDnsServer } = options;
  const nodeFile = await textOf('/etc/resolv.conf');
  return resolvConf(pod, {
    clusterDomain,
    nodeFile,
    ...(clusterDnsServer !== undefined && { clusterServer: clusterDnsServer }),
  });
}

/** A node without the file has nothing to pass on. */
function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
