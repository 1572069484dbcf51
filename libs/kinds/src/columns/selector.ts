import { isStatus, labelMatcherOf } from '@flotilla/machinery';
import type { LabelSelector } from '../generated/types/meta-v1.ts';
import { none } from './column.ts';

/** A label selector as it stands in a query: `app=web,tier in (a,b)`. `nothing` is for one that requires nothing. */
export function selectorText(selector: LabelSelector = {}, nothing = none): string {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => ({ key, operator, values }));
  try {
    return labelMatcherOf({ matchLabels, matchExpressions: expressions }).toString() || nothing;
  } catch (error) {
    if (isStatus(error, 'BadRequest')) return '<error>';
    throw error;
  }
}

/** Labels sorted by key: `app=web,tier=a`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.sort().join(',') || none;
}
