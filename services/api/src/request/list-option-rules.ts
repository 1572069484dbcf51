import { type FieldError, invalidError, notSupported } from '@flotilla/machinery';

/** Throws 422 for options that do not go together. Source: Kubernetes API reference, ListOptions. */
export function checkListOptions(query: URLSearchParams): void {
  refuse([...checkMatch(query), ...(query.has('sendInitialEvents') ? [noInitialEventsForLists] : [])]);
}

/** The same for a watch, which has rules of its own: it may begin with the present state. */
export function checkWatchOptions(query: URLSearchParams): void {
  const match = query.get('resourceVersionMatch') ?? '';
  const initial = query.has('sendInitialEvents');
  const errors: FieldError[] = [];
  if (initial && match !== 'NotOlderThan') {
    errors.push(forbidMatch('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match !== '') {
    if (!initial) {
      errors.push(forbidMatch('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
    }
    if (match !== 'NotOlderThan') errors.push(notSupported('resourceVersionMatch', match, ['NotOlderThan']));
    if (query.get('continue')) errors.push(noMatchWithContinue);
  }
  refuse(errors);
}

function* checkMatch(query: URLSearchParams): Generator<FieldError> {
  const match = query.get('resourceVersionMatch') ?? '';
  const version = query.get('resourceVersion') ?? '';
  if (match === '') return;
  if (version === '') yield forbidMatch('resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (query.get('continue')) yield noMatchWithContinue;
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    yield notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']);
  }
  if (match === 'Exact' && version === '0') {
    yield forbidMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
}

function forbid(field: string, why: string): FieldError {
  return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${why}` };
}

function forbidMatch(why: string): FieldError {
  return forbid('resourceVersionMatch', why);
}

const noMatchWithContinue = forbidMatch('resourceVersionMatch is forbidden when continue is provided');
const noInitialEventsForLists = forbid('sendInitialEvents', 'sendInitialEvents is forbidden for list');

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', name: 'ListOptions' }, '', errors);
}
