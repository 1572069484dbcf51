import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { forgetEngine } from './forget-engine.ts';
import type { LocalNetwork, LocalNode } from './plan.ts';

const run = promisify(execFile);
const ip = (...args: readonly string[]) => run('ip', args);

const bridge = 'lan0';

/** Links this machine and its further nodes. What a flotilla that was killed left of it must be removed before. */
export async function createLocalNetwork(network: LocalNetwork): Promise<void> {
  const { namespace, hostLink, hostAddress, prefixBits, nodes } = network;
  await ip('netns', 'add', namespace);
  await ip('-n', namespace, 'link', 'add', bridge, 'type', 'bridge');
  await ip('-n', namespace, 'link', 'set', bridge, 'up');
  await ip('link', 'add', hostLink, 'type', 'veth', 'peer', 'name', 'p1', 'netns', namespace);
  await ip('-n', namespace, 'link', 'set', 'p1', 'master', bridge, 'up');
  await ip('address', 'add', `${hostAddress}/${prefixBits}`, 'dev', hostLink);
  await ip('link', 'set', hostLink, 'up');
  for (const node of nodes) await plugIn(network, node);
}

async function plugIn({ namespace, hostAddress, prefixBits }: LocalNetwork, node: LocalNode): Promise<void> {
  const inside = (...args: readonly string[]) => ip('-n', node.namespace, ...args);
  await ip('netns', 'add', node.namespace);
  await inside('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', node.port, 'netns', namespace);
  await ip('-n', namespace, 'link', 'set', node.port, 'master', bridge, 'up');
  await inside('link', 'set', 'lo', 'up');
  await inside('address', 'add', `${node.address}/${prefixBits}`, 'dev', 'eth0');
  await inside('link', 'set', 'eth0', 'up');
  await inside('route', 'add', 'default', 'via', hostAddress);
  for (const folder of [node.runFolder, node.agentFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Pulls a node's cable, or plugs it in again: what a failure of its network looks like. */
export async function setCable({ namespace }: LocalNetwork, { port }: LocalNode, state: 'up' | 'down'): Promise<void> {
  await ip('-n', namespace, 'link', 'set', port, state);
}

/** Removes what is there of it. Nothing may run on the nodes any more. */
export async function removeLocalNetwork({ namespace, nodes }: LocalNetwork): Promise<void> {
  for (const { namespace: own, runFolder, dataFolder } of nodes) {
    await forgetEngine(own);
    await unmountBelow(runFolder, dataFolder);
    for (const folder of [runFolder, dataFolder]) rmSync(folder, { recursive: true, force: true });
  }
  // The cables go with the namespace that has one of their ends.
  for (const each of [...nodes.map((node) => node.namespace), namespace]) {
    if (existsSync(`/run/netns/${each}`)) await ip('netns', 'delete', each);
  }
}

/** An Engine leaves mounts behind: of namespaces, and of what its containers had. The last mounted goes first. */
async function unmountBelow(...folders: readonly string[]): Promise<void> {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? [])
    .filter((point) => folders.some((folder) => point.startsWith(`${folder}/`)));
  if (points.length > 0) await run('umount', ['--lazy', ...points.toReversed()]);
}
