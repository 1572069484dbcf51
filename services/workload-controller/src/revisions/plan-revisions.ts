import type { PodTemplateSpec } from '@flotilla/kinds/core/v1';
import { sameTemplate } from '../objects/same-template.ts';
import { inOrder, nameOf, type Revision, templateOf } from './revision.ts';

export type RevisionPlan =
  | { readonly type: 'keep'; readonly revision: Revision }
  /** It was asked for before and is again: it becomes the newest. */
  | { readonly type: 'renumber'; readonly revision: Revision; readonly number: number }
  | { readonly type: 'create'; readonly number: number };

/** How a history comes to end with this template. */
export function planRevision(template: PodTemplateSpec, revisions: readonly Revision[]): RevisionPlan {
  const ordered = inOrder(revisions);
  const newest = ordered.at(-1);
  const equal = ordered.findLast((revision) => sameTemplate(templateOf(revision), template));
  const number = (newest?.revision ?? 0) + 1;
  if (equal === undefined) return { type: 'create', number };
  return equal === newest ? { type: 'keep', revision: equal } : { type: 'renumber', revision: equal, number };
}

export interface HistoryRules {
  /** How many to keep beside those in use; negative keeps all. */
  readonly limit: number;
  /** Names of those that Pods have, or are to have. */
  readonly inUse: ReadonlySet<string>;
}

/** Which revisions go because there are too many: the oldest. */
export function planHistory(revisions: readonly Revision[], { limit, inUse }: HistoryRules): Revision[] {
  if (limit < 0) return [];
  const unused = inOrder(revisions).filter((revision) => !inUse.has(nameOf(revision)));
  return unused.slice(0, Math.max(0, unused.length - limit));
}
