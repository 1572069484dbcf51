import { chainText, MASK_MARK } from './chains.ts';
import { type Element, SET_TYPES } from './elements.ts';
import { SET_NAMES, type Table, type TableDelta } from './table.ts';

export interface ScriptNames {
  /** Of the family `ip`. */
  readonly table: string;
  /** The Pods' bridge. */
  readonly bridge: string;
}

/** Of clients' affinities; a table that is full forgets no one, but remembers no more. */
const AFFINITY_SIZE = 65_536;

/** Makes the table anew, in one transaction: no packet meets half of it. */
export function wholeScript({ table, bridge }: ScriptNames, held: Table): string {
  const sets = SET_NAMES.map((name) => {
    const elements = held.elements(name).map(elementText);
    const content = elements.length === 0 ? '' : `; elements = { ${elements.join(', ')} }`;
    return `  ${SET_TYPES[name]}${content}; }\n`;
  });
  return `table ip ${table}
delete table ip ${table}
table ip ${table} {
${sets.join('')}  map affinity { type ipv4_addr . ipv4_addr . inet_proto . inet_service : mark; size ${AFFINITY_SIZE}; flags dynamic,timeout; }
  map node_port_affinity { type ipv4_addr . inet_proto . inet_service : mark; size ${AFFINITY_SIZE}; flags dynamic,timeout; }
${held.chains.map(chainText).join('')}${hooks(bridge)}}
`;
}

/** What is removed may come again with another value, so removals come first. */
export function deltaScript({ table }: ScriptNames, { chains, remove, add }: TableDelta): string {
  const newChains = chains.length === 0 ? '' : `table ip ${table} {\n${chains.map(chainText).join('')}}\n`;
  const change = (verb: 'delete' | 'add', elements: readonly Element[], text: (element: Element) => string) =>
    [...Map.groupBy(elements, ({ set }) => set)].map(
      ([set, own]) => `${verb} element ip ${table} ${set} { ${own.map(text).join(', ')} }\n`,
    );
  const removals = change('delete', remove, ({ key }) => key);
  return [newChains, ...removals, ...change('add', add, elementText)].join('');
}

function elementText({ key, value }: Element): string {
  return value === '' ? key : `${key} : ${value}`;
}

/**
 * Before Docker's and everyone else's translation. What nobody serves is refused before that; only new connections are,
 * so that old ones end in peace; by a reset, since the kernel sends few of the other kind of refusal in a second. Nobody but this node itself may reach its loopback through a node port.
 */
function hooks(bridge: string): string {
  return `  chain translate {
    ip daddr . meta l4proto . th dport vmap @services
    ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport vmap @node_ports
  }
  chain refusal {
    meta l4proto tcp reject with tcp reset
    reject
  }
  chain refuse {
    ip daddr . meta l4proto . th dport @refused goto refusal
    ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport @refused_node_ports goto refusal
  }
  chain prerouting { type nat hook prerouting priority -105; jump translate; }
  chain output { type nat hook output priority -105; jump translate; }
  chain postrouting {
    type nat hook postrouting priority 95
    ct status dnat meta mark & ${MASK_MARK} == ${MASK_MARK} masquerade
    ct status dnat ip saddr . ip daddr @hairpin masquerade
  }
  chain before_prerouting {
    type filter hook prerouting priority -110
    iifname "${bridge}" ip daddr 127.0.0.0/8 ct status ! dnat drop
    ct state new jump refuse
  }
  chain before_output { type filter hook output priority -110; ct state new jump refuse; }
`;
}
