import { CommandError, command } from '../../runtime/docker/network/command.ts';
import { elementKey } from './elements.ts';
import type { StaleAffinity, StaleFlow } from './stale.ts';

/** The node's packet filter and its memory of connections: all that the proxy does to the machine. */
export interface Kernel {
  /** All of it or nothing. */
  run(script: string): Promise<void>;
  hasTable(): Promise<boolean>;
  forgetFlow(flow: StaleFlow): Promise<void>;
  forgetAffinities(stale: readonly StaleAffinity[]): Promise<void>;
  removeTable(): Promise<void>;
}

export function createKernel(table: string): Kernel {
  const hasTable = async () => {
    const tables = await command('nft', ['list', 'tables', 'ip']);
    return tables.split('\n').includes(`table ip ${table}`);
  };
  return {
    run: async (script) => void (await command('nft', ['-f', '-'], script)),
    hasTable,
    forgetFlow,
    async forgetAffinities(stale) {
      const script = (await Promise.all([true, false].map((nodePorts) => forgetting(table, stale, nodePorts)))).join(
        '',
      );
      // One may run out between the look and the removal; the others go with the next change at the latest.
      if (script !== '') await command('nft', ['-f', '-'], script).catch(ignoreCommandError);
    },
    async removeTable() {
      if (await hasTable()) await command('nft', ['delete', 'table', 'ip', table]);
    },
  };
}

async function forgetFlow({ front, backend }: StaleFlow): Promise<void> {
  const { address, port } = front;
  const original = [...(address === undefined ? [] : ['--orig-dst', address]), '--orig-port-dst', String(port)];
  const reply = backend === undefined ? [] : ['--reply-src', backend];
  // It fails where there is no such flow.
  await command('conntrack', ['-D', '-p', 'udp', ...original, ...reply]).catch(ignoreCommandError);
}

function ignoreCommandError(error: unknown): void {
  if (!(error instanceof CommandError)) throw error;
}

/** A listing of nft's, as far as it is read here: client, front's key, then the mark. */
interface Listing {
  readonly nftables: readonly { readonly map?: { readonly elem?: readonly (readonly [ListedKey, number])[] } }[];
}

interface ListedKey {
  readonly elem: { readonly val: { readonly concat: readonly [string, ...(string | number)[]] } };
}

async function forgetting(table: string, stale: readonly StaleAffinity[], nodePorts: boolean): Promise<string> {
  const own = stale.filter(({ front }) => (front.address === undefined) === nodePorts);
  if (own.length === 0) return '';
  const map = nodePorts ? 'node_port_affinity' : 'affinity';
  const marks = new Map(own.map(({ front, marks: moved }) => [elementKey(front), moved]));
  const { nftables }: Listing = JSON.parse(await command('nft', ['-j', 'list', 'map', 'ip', table, map]));
  const keys = nftables.flatMap(({ map: listed }) =>
    (listed?.elem ?? []).flatMap(([{ elem }, mark]) => {
      const [, ...front] = elem.val.concat;
      return marks.get(front.join(' . '))?.has(mark) ? elem.val.concat.join(' . ') : [];
    }),
  );
  return keys.length === 0 ? '' : `delete element ip ${table} ${map} { ${keys.join(', ')} }\n`;
}
