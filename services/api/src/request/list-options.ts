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
  const fields = parseFieldSelector(fieldSelectorText(request));
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

/** A watch of one object by its URL is a watch of all with that name. */
function fieldSelectorText({ query, name }: ResourceRequest): string {
  const text = query.get('fieldSelector') ?? '';
  if (name === '') return text;
  return text === '' ? `metadata.name=${name}` : `${text},metadata.name=${name}`;
}

function matchOf(query: URLSearchParams): 'Exact' | 'NotOlderThan' | undefined {
  const match = query.get('resourceVersionMatch');
  return match === 'Exact' || match === 'NotOlderThan' ? match : undefined;
}

/** A number of a query; undefined where it is not there. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^-?\d+$/.test(text)) {
    throw badRequestError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}
