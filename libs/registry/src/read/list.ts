import type { Kind } from '@flotilla/kinds';
import { badRequestError, expiredError, isStatus, type StatusError } from '@flotilla/machinery';
import type { Entry } from '../cache/entry.ts';
import { type ContinueToken, formatContinue, parseContinue } from './continue-token.ts';
import { parseRevision } from './revision.ts';
import { type Selection, selects } from './selection.ts';
import { type ReadDeps, type State, stateAt, stateNow, stateSince } from './state.ts';

/** Source: Kubernetes documentation, "Resource versions" and "Retrieving large results sets in chunks". */
export interface ListOptions {
  readonly selection: Selection;
  /** As the client sent it; empty or absent: the newest state. */
  readonly resourceVersion?: string;
  readonly match?: 'Exact' | 'NotOlderThan';
  /** 0 or less, or absent: all. */
  readonly limit?: number;
  readonly continue?: string;
}

export interface Listing {
  readonly entries: Entry[];
  readonly revision: number;
  readonly continue?: string;
  /** How many are left after this page; absent where a selector makes that unknown. */
  readonly remaining?: number;
}

/** A listing of one revision. Throws 410 for a revision that is forgotten, 504 for one that has not come. */
export async function list(deps: ReadDeps, kind: Kind, options: ListOptions): Promise<Listing> {
  const token = options.continue ? parseContinue(options.continue) : undefined;
  if (token !== undefined && options.resourceVersion && options.resourceVersion !== '0') {
    throw badRequestError('specifying resource version is not allowed when using continue');
  }
  return paged(await stateOf(deps, kind, options, token), options);
}

async function stateOf(
  deps: ReadDeps,
  kind: Kind,
  { selection: { namespace }, resourceVersion, match }: ListOptions,
  token: ContinueToken | undefined,
): Promise<State> {
  if (token !== undefined && token.revision > 0) return continued(deps, kind, namespace, token);
  if (token !== undefined) return stateNow(deps, kind, { namespace, from: token.from });
  if (!resourceVersion) return stateNow(deps, kind, { namespace });
  const wanted = parseRevision(resourceVersion);
  return match === 'Exact' ? stateAt(deps, kind, { namespace }, wanted) : stateSince(deps, kind, { namespace }, wanted);
}

async function continued(deps: ReadDeps, kind: Kind, namespace: string, token: ContinueToken): Promise<State> {
  const { revision, from } = token;
  try {
    return await stateAt(deps, kind, { namespace, from }, revision);
  } catch (error) {
    throw isStatus(error, 'Expired') ? continueExpired(from) : error;
  }
}

function paged({ entries, revision }: State, { selection, limit = 0 }: ListOptions): Listing {
  const page: Entry[] = [];
  const selected = Iterator.from(entries).filter((entry) => selects(selection, entry));
  const isSelective = selection.labels !== undefined || selection.fields !== undefined;
  for (let next = selected.next(); !next.done; next = selected.next()) {
    if (limit > 0 && page.length === limit) {
      const token = formatContinue({ revision, from: next.value.path });
      const remaining = isSelective ? {} : { remaining: selected.reduce((count) => count + 1, 1) };
      return { entries: page, revision, continue: token, ...remaining };
    }
    page.push(next.value);
  }
  return { entries: page, revision };
}

/** 410 that carries a token with which the rest can still be had, at a newer revision. */
function continueExpired(from: string): StatusError {
  const error = expiredError(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  Object.assign(error.status, { metadata: { continue: formatContinue({ revision: -1, from }) } });
  return error;
}
