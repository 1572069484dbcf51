import { type LabelMatcher, type LabelSelector, labelMatcherOf } from '@flotilla/machinery';

const made = new WeakMap<LabelSelector, LabelMatcher>();

/** The matcher of a selector, made once: the same selector is asked about each Pod of the cluster. */
export function matcherOf(selector: LabelSelector | undefined): LabelMatcher {
  if (selector === undefined) return labelMatcherOf(undefined);
  const known = made.get(selector) ?? labelMatcherOf(selector);
  made.set(selector, known);
  return known;
}
