import { badRequestError, parseFieldSelector, parseLabelSelector, requireSelectable } from '@flotilla/machinery';
import type { ListOptions } from '@flotilla/registry';
import { checkListOptions, checkWatchOptions } from './list-option-rules.ts';
import type { ResourceRequest } from './request.ts';
import { selectableFieldNames } from './selectable-fields.ts';

/** The query of a list, watch or deletecollection. Throws 400 for what cannot be read, 422 for what does not go together. */
export function listOptionsOf(request: ResourceRequest): ListOptions {
  const { query, namespace, kind, verb } = request;
  if (verb === 'watch') checkWatchOptions(query);
  else checkListOptions(query);
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  requireSelectable(fields, selectableFieldNames(kind));
  const limit = wholeNumber(query, 'limit');
  const match = matchOf(query);
  return {
    selection: {
      namespace,
      ...(labels.matchesAll ? {} : { labels: labels.matches }),
      ...(fields.matchesAll ? {} : { fields: fields.matches }),
      ...(kind.behaviour.view === undefined ? {} : { view: kind }),
    },
    resourceVersion: query.get('resourceVersion') ?? '',
    continue: query.get('continue') ?? '',
    ...(limit === undefined ? {} : { limit }),
    ...(match === undefined ? {} : { match }),
  };
}

function matchOf(query: URLSearchParams): 'Exact' | 'NotOlderThan' | undefined {
  const match = query.get('resourceVersionMatch');
  return match === 'Exact' || match === 'NotOlderThan' ? match : undefined;
}

/** A number of a query; undefined where it is not there. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const refuse = (why: string): Error => badRequestError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[+-]?\d+$/.test(text)) throw refuse('invalid syntax');
  if (!Number.isSafeInteger(Number(text))) throw refuse('value out of range');
  return Number(text);
}
