import type { Answer, Question } from 'dns-packet';
import type { Network } from '../held-network.ts';
import { type Meaning, meaningOf, namesByAddress } from './cluster-names.ts';

/** An answer that this node gives itself. */
export interface OwnAnswer {
  readonly known: boolean;
  readonly answers: readonly Answer[];
  readonly additionals: readonly Answer[];
  /** The answer ends with a name outside the cluster: what that stands for is asked elsewhere, and added. */
  readonly continuesAt?: string;
}

export interface Zone {
  readonly network: Network;
  /** `cluster.local`. */
  readonly domain: string;
}

/** Short, since what names stand for changes with every Pod. Upstream's. */
const TTL_SECONDS = 5;
/** Aliases of aliases; more than this are a circle. */
const MOST_ALIASES = 8;

/** Undefined for a name that is not the cluster's. */
export function ownAnswer(question: Question, zone: Zone): OwnAnswer | undefined {
  const name = question.name.toLowerCase().replace(/\.$/, '');
  if (isWithin(name, zone.domain)) return answerNamed(question, name, zone);
  if (!name.endsWith('.in-addr.arpa')) return undefined;
  const address = name
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.');
  const names = namesByAddress(zone.network, zone.domain).get(address);
  if (names === undefined) return undefined;
  const pointers = names.map((data): Answer => ({ type: 'PTR', name: question.name, ttl: TTL_SECONDS, data }));
  return known(question.type === 'PTR' ? pointers : []);
}

/** Which negative answers bear, so that they are remembered no longer than others. Source: RFC 2308. */
export function authority(domain: string, serial: number): Answer {
  const data = {
    mname: `ns.dns.${domain}`,
    rname: `hostmaster.${domain}`,
    serial,
    refresh: 7200,
    retry: 1800,
    expire: 86_400,
    minimum: TTL_SECONDS,
  };
  return { type: 'SOA', name: domain, ttl: TTL_SECONDS, data };
}

function answerNamed(question: Question, first: string, zone: Zone): OwnAnswer {
  const aliases: Answer[] = [];
  let owner = question.name;
  let name = first;
  while (aliases.length < MOST_ALIASES) {
    if (!isWithin(name, zone.domain)) return { ...known(aliases), continuesAt: name };
    const meaning = meaningOf(withoutDomain(name, zone.domain), zone.network, zone.domain);
    if (meaning.is === 'absent') return { known: aliases.length > 0, answers: aliases, additionals: [] };
    if (meaning.is === 'name') return withRecords(aliases, { type: question.type, owner }, meaning);
    aliases.push({ type: 'CNAME', name: owner, ttl: TTL_SECONDS, data: meaning.of });
    if (question.type === 'CNAME') return known(aliases);
    owner = meaning.of;
    name = meaning.of;
  }
  return known(aliases);
}

interface Asked {
  readonly type: Question['type'];
  readonly owner: string;
}

function withRecords(aliases: readonly Answer[], { type, owner }: Asked, meaning: Meaning & { is: 'name' }): OwnAnswer {
  const { addresses, services } = meaning;
  const address = (name: string, data: string): Answer => ({ type: 'A', name, ttl: TTL_SECONDS, data });
  const any = (wanted: string): boolean => type === wanted || type === ('ANY' as Question['type']);
  const records = services.map(
    ({ target, port }): Answer => ({
      type: 'SRV',
      name: owner,
      ttl: TTL_SECONDS,
      data: { priority: 0, weight: Math.max(1, Math.floor(100 / services.length)), port, target },
    }),
  );
  return {
    known: true,
    answers: [
      ...aliases,
      ...(any('A') ? addresses.map((data) => address(owner, data)) : []),
      ...(any('SRV') ? records : []),
    ],
    additionals: any('SRV')
      ? services.flatMap(({ target, addresses: own }) => own.map((data) => address(target, data)))
      : [],
  };
}

function known(answers: readonly Answer[]): OwnAnswer {
  return { known: true, answers, additionals: [] };
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function withoutDomain(name: string, domain: string): string {
  return name.slice(0, Math.max(0, name.length - domain.length - 1));
}
