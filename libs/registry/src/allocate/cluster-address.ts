import { formatTime, internalError, invalid, invalidError, type KubernetesObject } from '@flotilla/machinery';
import type { DeleteWrite, Store } from '@flotilla/store';
import { decodeBody, encodeBody } from '../body/body.ts';
import { answered } from '../write/answered.ts';
import type { Companion } from './allocation.ts';
import { drawAddress, findAddress, isWithin, parseServiceRange, type ServiceRange } from './service-range.ts';

const ADDRESSES = 'ipaddresses.networking.k8s.io';
const RANGES = 'servicecidrs.networking.k8s.io';
const PAGE = 1000;

export interface AddressDeps {
  readonly store: Pick<Store, 'get' | 'page'>;
  /** CIDR of Services' addresses; ServiceCIDR objects add to it. */
  readonly serviceRange: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newUid: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** The Service that an address is for. */
export interface Owner {
  readonly namespace: string;
  readonly name: string;
}

export interface AddressRequest {
  readonly owner: Owner;
  /** Empty: any. */
  readonly address: string;
  /** Whether a drawn address was taken before: then all that are taken are looked at. */
  readonly isThorough: boolean;
}

/** An address and the IPAddress object that makes it the Service's own: no two commits can create the same. */
export interface ClaimedAddress {
  readonly address: string;
  readonly companion: Companion;
}

export async function claimAddress(deps: AddressDeps, request: AddressRequest): Promise<ClaimedAddress> {
  const { owner, isThorough } = request;
  const address = request.address || (await chooseAddress(deps, owner, isThorough));
  const taken = addressRefused(owner, address, 'provided IP is already allocated');
  if (request.address !== '') {
    await checkRange(deps, owner, address);
    if ((await answered(deps.store.get(addressKey(address)))) !== undefined) throw taken;
  }
  const write = { type: 'put', expected: 0, terminating: false, ...addressWrite(deps, owner, address) } as const;
  return { address, companion: { write, ...(request.address === '' ? {} : { refusal: taken }) } };
}

/** What takes the address back; undefined where it is not this Service's any more. */
export async function releaseAddress(
  { store }: Pick<AddressDeps, 'store'>,
  owner: Owner,
  address: string,
): Promise<DeleteWrite | undefined> {
  const key = addressKey(address);
  const stored = await answered(store.get(key));
  if (stored === undefined) return undefined;
  const object = decodeBody(stored.body);
  if (!isOwner(object, owner)) return undefined;
  return { type: 'delete', key, uid: stored.uid, body: encodeBody(object), expected: stored.revision };
}

function isOwner({ spec }: KubernetesObject, owner: Owner): boolean {
  const { parentRef } = spec as { parentRef?: Partial<Owner & { resource: string }> };
  return parentRef?.resource === 'services' && parentRef.namespace === owner.namespace && parentRef.name === owner.name;
}

async function chooseAddress(deps: AddressDeps, owner: Owner, isThorough: boolean): Promise<string> {
  const own = parseServiceRange(deps.serviceRange);
  if (own !== undefined && !isThorough) return drawAddress(own, deps.random());
  const taken = new Set(await namesOf(deps.store, ADDRESSES));
  for (const range of await allRanges(deps)) {
    const address = findAddress(range, taken, deps.random());
    if (address !== undefined) return address;
  }
  throw internalError(`failed to allocate a serviceIP for Service "${owner.name}": range is full`);
}

async function checkRange(deps: AddressDeps, owner: Owner, address: string): Promise<void> {
  const ranges = await allRanges(deps);
  if (ranges.some((range) => isWithin(range, address))) return;
  throw addressRefused(owner, address, 'the provided network does not match the current range');
}

async function allRanges({ store, serviceRange }: AddressDeps): Promise<ServiceRange[]> {
  const { objects } = await answered(store.page(RANGES, { limit: PAGE }));
  const added = objects.flatMap(({ body }) => {
    const { metadata, spec } = decodeBody(body) as KubernetesObject & { spec?: { cidrs?: string[] } };
    return metadata.deletionTimestamp === undefined ? (spec?.cidrs ?? []) : [];
  });
  return [...new Set([serviceRange, ...added])].map(parseServiceRange).filter((range) => range !== undefined);
}

async function namesOf(store: AddressDeps['store'], resource: string): Promise<string[]> {
  const names: string[] = [];
  let from: string | undefined;
  do {
    const page = await answered(store.page(resource, { limit: PAGE, ...(from === undefined ? {} : { from }) }));
    names.push(...page.objects.map(({ key }) => key.name));
    from = page.next;
  } while (from !== undefined);
  return names;
}

function addressKey(name: string) {
  return { resource: ADDRESSES, namespace: '', name };
}

/** Labels as the reference's allocator sets them. */
function addressWrite({ now, newUid }: AddressDeps, { namespace, name }: Owner, address: string) {
  const uid = newUid();
  const object: KubernetesObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: {
      name: address,
      uid,
      creationTimestamp: formatTime(now()),
      labels: {
        'ipaddress.kubernetes.io/ip-family': 'IPv4',
        'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
      },
    },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
  return { key: addressKey(address), uid, body: encodeBody(object) };
}

function addressRefused({ name }: Owner, address: string, why: string) {
  const error = invalid('spec.clusterIPs', [address], `failed to allocate IP ${address}: ${why}`);
  return invalidError({ group: '', name: 'Service' }, name, [error]);
}
