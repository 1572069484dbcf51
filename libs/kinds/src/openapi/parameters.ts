import type { JsonObject } from '@flotilla/machinery';

const INTEGERS = new Set(['gracePeriodSeconds', 'limit', 'timeoutSeconds']);
const BOOLEANS = new Set([
  'allowWatchBookmarks',
  'force',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'sendInitialEvents',
  'watch',
]);

/** The query parameters of each verb that takes some. Source: Kubernetes API reference, "Common parameters". */
const SELECTION = ['continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'resourceVersionMatch'];
const LISTING = ['allowWatchBookmarks', ...SELECTION, 'sendInitialEvents', 'timeoutSeconds', 'watch'];
const WRITING = ['dryRun', 'fieldManager', 'fieldValidation'];
const DELETING = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
];

export const QUERY_PARAMETERS = {
  list: LISTING,
  create: WRITING,
  update: WRITING,
  patch: [...WRITING, 'force'],
  delete: DELETING,
  deletecollection: [...SELECTION, ...DELETING, 'sendInitialEvents', 'timeoutSeconds'],
} as const;

/** Whole parameters: kubectl does not follow references to shared ones. */
export function queryParameters(names: readonly string[]): JsonObject[] {
  return names.map((name) => ({
    name,
    in: 'query',
    schema: { type: INTEGERS.has(name) ? 'integer' : BOOLEANS.has(name) ? 'boolean' : 'string', uniqueItems: true },
  }));
}

/** The parameters that a path names in braces. */
export function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', uniqueItems: true },
  }));
}
