import { writeFile } from 'node:fs/promises';
import { type AddressRange, parseRange } from '../../address-pool.ts';
import { CommandError, command, commandUnless } from './command.ts';
import { cableName, type NetworkNames } from './network-names.ts';

/**
 * The node's part of the Pod network: a bridge whose address is the Pods' gateway, a cable from it into each sandbox,
 * and the rules that let Pods out. Everything may be repeated.
 */
export interface PodNetwork {
  up(range: AddressRange): Promise<void>;
  /** Removes all of it, cables too. Sandboxes that still run have no network then. */
  down(): Promise<void>;
  plug(sandbox: SandboxProcess, address: string): Promise<void>;
  /** Cables that are completely set up, by {@link cableName}. */
  cables(): Promise<ReadonlySet<string>>;
}

export interface SandboxProcess {
  readonly id: string;
  /** On the node, whose network namespace is the sandbox's. */
  readonly pid: number;
}

export interface PodNetworkOptions {
  readonly names: NetworkNames;
  /** The range of all nodes' Pods, as CIDR: what goes there keeps the Pod's own address. */
  readonly clusterRange: string;
}

export function createPodNetwork({ names, clusterRange }: PodNetworkOptions): PodNetwork {
  const { bridge } = names;
  let prefixLength = 24;
  let gateway = '';
  return {
    async up(range) {
      ({ prefixLength, gateway } = range);
      await refuseForeign(range, bridge);
      await forward();
      await bridgeUp(bridge, range);
      await command('nft', ['-f', '-'], masqueradeTable(names, range, clusterRange));
      await acceptBesideDocker(names);
    },
    async down() {
      await commandUnless(/Cannot find device/, 'ip', ['link', 'delete', bridge]);
      await commandUnless(/No such file/, 'nft', ['delete', 'table', 'ip', names.table]);
      await removeBesideDocker(names);
    },
    plug: (sandbox, address) => plug({ bridge, sandbox, address: `${address}/${prefixLength}`, gateway }),
    cables: () => cables(bridge),
  };
}

/** Two bridges with one range would each get half of the answers. */
async function refuseForeign({ cidr }: AddressRange, bridge: string): Promise<void> {
  const routes = JSON.parse(await command('ip', ['-json', '-4', 'route', 'show', 'exact', cidr])) as { dev?: string }[];
  const foreign = routes.find(({ dev }) => dev !== bridge);
  if (foreign === undefined) return;
  throw new Error(
    `Cannot use the Pod range ${cidr}: it must be free on this machine, got a route to it over ${foreign.dev}`,
  );
}

/**
 * Without the second, an answer between two Pods of one bridge does not pass the rules that undo a Service's address.
 * It is absent where the kernel has no br_netfilter; then nothing needs it yet.
 */
async function forward(): Promise<void> {
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1');
  await writeFile('/proc/sys/net/bridge/bridge-nf-call-iptables', '1').catch(() => {});
}

async function bridgeUp(bridge: string, range: AddressRange): Promise<void> {
  await commandUnless(/File exists/, 'ip', ['link', 'add', bridge, 'type', 'bridge']);
  const wanted = `${range.gateway}/${range.prefixLength}`;
  const [state] = JSON.parse(await command('ip', ['-json', '-4', 'address', 'show', 'dev', bridge])) as BridgeState[];
  const present = (state?.addr_info ?? []).map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  if (present.some((address) => address !== wanted)) await command('ip', ['-4', 'address', 'flush', 'dev', bridge]);
  const lines = [
    // A bridge takes its cables' lowest address unless told, and Pods would lose their gateway when that cable goes.
    `link set ${bridge} address ${hardwareAddress(range.gateway)}`,
    `address replace ${wanted} dev ${bridge}`,
    `link set ${bridge} up`,
  ];
  await command('ip', ['-batch', '-'], `${lines.join('\n')}\n`);
}

interface BridgeState {
  readonly addr_info?: readonly { readonly local: string; readonly prefixlen: number }[];
}

/** A locally administered address, made from the IPv4 address. */
function hardwareAddress(address: string): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return ['0a', '58', ...bytes].join(':');
}

/** What leaves the Pod network takes the node's address. */
function masqueradeTable({ table, bridge }: NetworkNames, range: AddressRange, clusterRange: string): string {
  return `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${range.cidr} ip daddr != ${parseRange(clusterRange).cidr} oifname != "${bridge}" masquerade
  }
}
`;
}

const dockerChain = 'DOCKER-USER';

/** Docker drops what is forwarded between interfaces that are not its own, except what its users' chain accepts. */
async function acceptBesideDocker(names: NetworkNames): Promise<void> {
  if (!(await dockerManagesForwarding())) return;
  for (const rule of acceptRules(names)) {
    const present = await succeeds('iptables', ['-w', '-C', dockerChain, ...rule]);
    if (!present) await command('iptables', ['-w', '-I', dockerChain, ...rule]);
  }
}

async function removeBesideDocker(names: NetworkNames): Promise<void> {
  if (!(await dockerManagesForwarding())) return;
  for (const rule of acceptRules(names)) {
    while (await succeeds('iptables', ['-w', '-D', dockerChain, ...rule])) {
      // Once for each time that it was inserted.
    }
  }
}

function acceptRules({ bridge, ruleComment }: NetworkNames): string[][] {
  return ['-i', '-o'].map((side) => [side, bridge, '-m', 'comment', '--comment', ruleComment, '-j', 'ACCEPT']);
}

function dockerManagesForwarding(): Promise<boolean> {
  return succeeds('iptables', ['-w', '-n', '-L', dockerChain]);
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return command(program, args).then(
    () => true,
    (error: unknown) => {
      if (error instanceof CommandError) return false;
      throw error;
    },
  );
}

interface Cable {
  readonly bridge: string;
  readonly sandbox: SandboxProcess;
  /** With its prefix length. */
  readonly address: string;
  readonly gateway: string;
}

/**
 * The Pod's end first: the other one's place in the bridge then tells that the whole is set up. What an earlier try left
 * is removed. `hairpin` lets a Pod reach itself through a Service's address. The cable goes when the sandbox does.
 */
async function plug({ bridge, sandbox, address, gateway }: Cable): Promise<void> {
  const cable = cableName(sandbox.id);
  const podSide = [
    `link add eth0 type veth peer name ${cable} netns ${process.pid}`,
    'link set lo up',
    `address add ${address} dev eth0`,
    'link set eth0 up',
    `route add default via ${gateway}`,
  ];
  const inSandbox = ['nsenter', '-t', String(sandbox.pid), '-n'];
  await batch(inSandbox, podSide).catch(async () => {
    await commandUnless(/Cannot find device/, 'ip', ['link', 'delete', cable]);
    await batch(inSandbox, podSide);
  });
  await batch([], [`link set ${cable} master ${bridge} up`, `link set ${cable} type bridge_slave hairpin on`]);
}

function batch(wrapper: readonly string[], lines: readonly string[]): Promise<string> {
  const [program = 'ip', ...args] = [...wrapper, 'ip', '-batch', '-'];
  return command(program, args, `${lines.join('\n')}\n`);
}

async function cables(bridge: string): Promise<ReadonlySet<string>> {
  const links = JSON.parse(await command('ip', ['-json', 'link', 'show', 'master', bridge])) as { ifname: string }[];
  return new Set(links.map(({ ifname }) => ifname));
}
