import { writeFile } from 'node:fs/promises';
import { type AddressRange, addressAt, parseRange } from '../../address-pool.ts';
import { CommandError, command, commandUnless } from './command.ts';
import { cableName, type NetworkNames, routeProtocol } from './network-names.ts';

/**
 * The node's part of the Pod network: a bridge whose address is the Pods' gateway, a cable from it into each sandbox,
 * and the rules that let Pods out. Everything may be repeated.
 */
export interface PodNetwork {
  up(range: AddressRange): Promise<void>;
  /** Removes all of it, cables too, and what leads to Services and other nodes. Sandboxes that still run have no network then. */
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
  /** Services' addresses, as CIDR; the tenth is cluster DNS'. Absent where there are none. */
  readonly serviceRange?: string;
}

/** Where cluster DNS answers: upstream's convention, of which some clients know. */
const dnsAddressIndex = 10;

export function dnsAddressOf(serviceRange: string): string {
  return addressAt(parseRange(serviceRange), dnsAddressIndex);
}

export function createPodNetwork({ names, clusterRange, serviceRange }: PodNetworkOptions): PodNetwork {
  const { bridge } = names;
  let prefixLength = 24;
  let gateway = '';
  return {
    async up(range) {
      ({ prefixLength, gateway } = range);
      await refuseForeign('Pod', range, bridge);
      if (serviceRange !== undefined) await refuseForeign('Service', parseRange(serviceRange), bridge);
      await forward();
      await bridgeUp(bridge, range);
      if (serviceRange !== undefined) await routeServices(bridge, range, serviceRange);
      await command('nft', ['-f', '-'], masqueradeTable(names, range, clusterRange));
      await acceptBesideDocker(names, clusterRange);
    },
    async down() {
      await commandUnless(/Cannot find device/, 'ip', ['link', 'delete', bridge]);
      await command('ip', ['-4', 'route', 'flush', 'root', clusterRange, 'proto', routeProtocol]);
      for (const table of [names.table, names.servicesTable]) {
        await commandUnless(/No such file/, 'nft', ['delete', 'table', 'ip', table]);
      }
      await removeBesideDocker(names, clusterRange);
    },
    plug: (sandbox, address) => plug({ bridge, sandbox, address: `${address}/${prefixLength}`, gateway }),
    cables: () => cables(bridge),
  };
}

/** Two bridges with one range would each get half of the answers. */
async function refuseForeign(what: 'Pod' | 'Service', { cidr }: AddressRange, bridge: string): Promise<void> {
  const routes = JSON.parse(await command('ip', ['-json', '-4', 'route', 'show', 'exact', cidr])) as { dev?: string }[];
  const foreign = routes.find(({ dev }) => dev !== bridge);
  if (foreign === undefined) return;
  throw new Error(
    `Cannot use the ${what} range ${cidr}: it must be free on this machine, got a route to it over ${foreign.dev}`,
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
  const ranges = (state?.addr_info ?? []).filter(({ prefixlen }) => prefixlen < 32);
  const present = ranges.map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  if (present.some((address) => address !== wanted)) await command('ip', ['-4', 'address', 'flush', 'dev', bridge]);
  const lines = [
    // A bridge takes its cables' lowest address unless told, and Pods would lose their gateway when that cable goes.
    `link set ${bridge} address ${hardwareAddress(range.gateway)}`,
    `address replace ${wanted} dev ${bridge}`,
    `link set ${bridge} up`,
  ];
  await command('ip', ['-batch', '-'], `${lines.join('\n')}\n`);
}

/**
 * The machine's own programs reach Services too: without a route their first packet would go nowhere before it is sent
 * on. Over the bridge they also reach a node port on its loopback, which is not forwarded otherwise.
 */
async function routeServices(bridge: string, { gateway }: AddressRange, serviceRange: string): Promise<void> {
  const lines = [
    `address replace ${dnsAddressOf(serviceRange)}/32 dev ${bridge}`,
    `route replace ${parseRange(serviceRange).cidr} dev ${bridge} src ${gateway}`,
  ];
  await command('ip', ['-batch', '-'], `${lines.join('\n')}\n`);
  await writeFile(`/proc/sys/net/ipv4/conf/${bridge}/route_localnet`, '1');
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
async function acceptBesideDocker(names: NetworkNames, clusterRange: string): Promise<void> {
  if (!(await dockerManagesForwarding())) return;
  for (const rule of acceptRules(names, clusterRange)) {
    const present = await succeeds('iptables', ['-w', '-C', dockerChain, ...rule]);
    if (!present) await command('iptables', ['-w', '-I', dockerChain, ...rule]);
  }
}

async function removeBesideDocker(names: NetworkNames, clusterRange: string): Promise<void> {
  if (!(await dockerManagesForwarding())) return;
  for (const rule of acceptRules(names, clusterRange)) {
    while (await succeeds('iptables', ['-w', '-D', dockerChain, ...rule])) {
      // Once for each time that it was inserted.
    }
  }
}

/** What comes for a node port may leave for another node's Pod without ever seeing the bridge. */
function acceptRules({ bridge, ruleComment }: NetworkNames, clusterRange: string): string[][] {
  const { cidr } = parseRange(clusterRange);
  const matches = [
    ['-i', bridge],
    ['-o', bridge],
    ['-s', cidr],
    ['-d', cidr],
  ];
  return matches.map((match) => [...match, '-m', 'comment', '--comment', ruleComment, '-j', 'ACCEPT']);
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
