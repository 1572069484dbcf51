import { isDeepStrictEqual } from 'node:util';
import type { Endpoint, EndpointPort, EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { TRIGGER_TIME } from '../objects/kinds.ts';

/** Endpoints that can share slices. */
export interface EndpointGroup {
  readonly addressType: string;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** What all slices of an owner bear. */
export interface SliceStamp {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export type SliceStep =
  | { readonly type: 'create'; readonly content: SliceContent }
  | { readonly type: 'update'; readonly name: string; readonly content: SliceContent }
  | { readonly type: 'delete'; readonly name: string };

export interface SliceContent {
  readonly addressType: string;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SlicePlan {
  readonly groups: readonly EndpointGroup[];
  readonly present: readonly EndpointSlice[];
  readonly stamp: SliceStamp;
  /** Whether an owner without endpoints has an empty slice, as a Service has. */
  readonly keepsEmpty: boolean;
}

/** As upstream: slices are read whole, so that one change of a large Service costs each node one small slice. */
export const MOST_ENDPOINTS = 100;

/** A slice as it is to be. */
interface Draft {
  readonly slice: EndpointSlice;
  endpoints: Endpoint[];
  isChanged: boolean;
}

/**
 * The fewest writes that make slices hold just these endpoints: an endpoint stays in the slice it is in; new ones go
 * into slices that change anyway, then into one that has room for all, then into new ones.
 */
export function planSlices(plan: SlicePlan): SliceStep[] {
  const { groups, present, keepsEmpty } = plan;
  const left = new Set(present);
  const steps = groups.flatMap((group) => {
    const own = present.filter((slice) => left.has(slice) && holdsGroup(slice, group));
    for (const slice of own) left.delete(slice);
    return planGroup(plan, group, own);
  });
  const isEmpty = keepsEmpty && groups.every(({ endpoints }) => endpoints.length === 0);
  const placeholder = isEmpty ? [...left].find(isPlaceholder) : undefined;
  if (placeholder !== undefined) left.delete(placeholder);
  const kept = placeholder !== undefined && !hasStamp(placeholder, plan.stamp) ? [restamp(placeholder)] : [];
  const empty: SliceStep[] = isEmpty && placeholder === undefined ? [{ type: 'create', content: EMPTY }] : [];
  return [...steps, ...kept, ...empty, ...[...left].map(deletion)];
}

const EMPTY: SliceContent = { addressType: 'IPv4', ports: [], endpoints: [] };

function planGroup({ stamp }: SlicePlan, group: EndpointGroup, own: readonly EndpointSlice[]): SliceStep[] {
  const { addressType, ports } = group;
  const wanted = new Map(group.endpoints.map((endpoint) => [identityOf(endpoint), endpoint]));
  const drafts = own.map((slice) => draftOf(slice, wanted, stamp));
  const added = fill(drafts, [...wanted.values()]);
  const content = (endpoints: readonly Endpoint[]): SliceContent => ({ addressType, ports, endpoints });
  return [
    ...drafts.flatMap(({ slice, endpoints, isChanged }): SliceStep[] => {
      if (endpoints.length === 0) return [deletion(slice)];
      return isChanged ? [{ type: 'update', name: slice.metadata.name ?? '', content: content(endpoints) }] : [];
    }),
    ...added.map((endpoints): SliceStep => ({ type: 'create', content: content(endpoints) })),
  ];
}

/** A slice with those of its endpoints that are still wanted, as they are now; what it holds is no longer `wanted`. */
function draftOf(slice: EndpointSlice, wanted: Map<string, Endpoint>, stamp: SliceStamp): Draft {
  const before = slice.endpoints ?? [];
  const endpoints = before.flatMap((endpoint) => {
    const identity = identityOf(endpoint);
    const now = wanted.get(identity);
    wanted.delete(identity);
    return now === undefined ? [] : [now];
  });
  return { slice, endpoints, isChanged: !isDeepStrictEqual(endpoints, before) || !hasStamp(slice, stamp) };
}

/** Puts new endpoints into drafts that have room; returns what new slices are to hold. */
function fill(drafts: readonly Draft[], endpoints: readonly Endpoint[]): Endpoint[][] {
  const rest = [...endpoints];
  const fullestFirst = drafts.toSorted((left, right) => right.endpoints.length - left.endpoints.length);
  for (const draft of fullestFirst) if (draft.isChanged && draft.endpoints.length > 0) take(draft, rest);
  const roomy = fullestFirst.find((draft) => rest.length > 0 && roomOf(draft) >= rest.length);
  if (roomy !== undefined) take(roomy, rest);
  const added: Endpoint[][] = [];
  while (rest.length > 0) added.push(rest.splice(0, MOST_ENDPOINTS));
  return added;
}

function take(draft: Draft, rest: Endpoint[]): void {
  const taken = rest.splice(0, Math.max(roomOf(draft), 0));
  if (taken.length === 0) return;
  draft.endpoints = [...draft.endpoints, ...taken];
  draft.isChanged = true;
}

function roomOf({ endpoints }: Draft): number {
  return MOST_ENDPOINTS - endpoints.length;
}

/** What makes an endpoint the same one although its state changes. */
function identityOf({ addresses, hostname, targetRef }: Endpoint): string {
  return JSON.stringify([targetRef?.uid ?? targetRef?.name, addresses, hostname]);
}

function holdsGroup({ addressType, ports = [] }: EndpointSlice, group: EndpointGroup): boolean {
  return addressType === group.addressType && isDeepStrictEqual(sorted(ports), sorted(group.ports));
}

function sorted(ports: readonly EndpointPort[]): EndpointPort[] {
  return ports.toSorted((left, right) => ((left.name ?? '') < (right.name ?? '') ? -1 : 1));
}

function isPlaceholder({ addressType, ports = [], endpoints = [] }: EndpointSlice): boolean {
  return addressType === EMPTY.addressType && ports.length === 0 && endpoints.length === 0;
}

/** The moment of the last change is written along with a change; it is none by itself. */
function hasStamp({ metadata }: EndpointSlice, { labels, annotations }: SliceStamp): boolean {
  const timeless = ({ [TRIGGER_TIME]: _, ...rest }: Readonly<Record<string, string>>) => rest;
  return (
    isDeepStrictEqual(metadata.labels ?? {}, labels) &&
    isDeepStrictEqual(timeless(metadata.annotations ?? {}), timeless(annotations))
  );
}

function restamp({ metadata }: EndpointSlice): SliceStep {
  return { type: 'update', name: metadata.name ?? '', content: EMPTY };
}

function deletion({ metadata }: EndpointSlice): SliceStep {
  return { type: 'delete', name: metadata.name ?? '' };
}
