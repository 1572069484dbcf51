import {
  badRequestError,
  type FieldError,
  invalidError,
  parseFieldSelector,
  parseLabelSelector,
  requireSelectable,
} from '@flotilla/machinery';
import type { ListOptions } from '@flotilla/registry';
import type { ResourceRequest } from './request.ts';
import { selectableFieldNames } from './selectable-fields.ts';

/** The query of a list, watch or deletecollection. Throws 400 for what cannot be read. */
export function listOptionsOf(request: ResourceRequest): ListOptions {
  const { query, namespace, kind } = request;
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
  const match = query.get('resourceVersionMatch') ?? '';
  if (match === '') return undefined;
  const version = query.get('resourceVersion') ?? '';
  const errors: FieldError[] = [];
  const forbid = (message: string): void => {
    errors.push({ reason: 'FieldValueForbidden', field: 'resourceVersionMatch', message: `Forbidden: ${message}` });
  };
  if (version === '') forbid('resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (query.get('continue')) forbid('resourceVersionMatch is forbidden when continue is provided');
  if (match !== 'Exact' && match !== 'NotOlderThan') forbid(`resourceVersionMatch must be one of Exact, NotOlderThan`);
  if (match === 'Exact' && version === '0') {
    forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', name: 'ListOptions' }, '', errors);
  return match === 'Exact' ? 'Exact' : 'NotOlderThan';
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
