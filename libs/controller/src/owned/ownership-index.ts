import { type LabelMatcher, pathOf } from '@flotilla/machinery';
import type { Informer, InformerChange } from '../informer/informer.ts';
import { controllerOf, type Owned, type Owner } from './owner.ts';

/** The name of the index that {@link candidatesOf} looks things up in. */
const INDEX = 'controller';

const orphansOf = (namespace = ''): string => `orphans of ${namespace}`;

/** For an informer of what is owned: by the uid of who controls it, or as an orphan of its namespace. */
export const ownershipIndex = {
  [INDEX]: (object: Owned): readonly string[] => [controllerOf(object)?.uid ?? orphansOf(object.metadata.namespace)],
};

/** What an owner controls, and all orphans of its namespace. */
export function candidatesOf<O extends Owned>(informer: Informer<O>, owner: Owner): O[] {
  return [...ownedBy(informer, owner), ...informer.under(INDEX, orphansOf(owner.metadata.namespace))];
}

/** What an owner controls. */
export function ownedBy<O extends Owned>(informer: Informer<O>, { metadata }: Owner): O[] {
  return informer.under(INDEX, metadata.uid ?? '');
}

/** An owner that knows what it owns by labels. */
interface Selecting extends Owned {
  readonly selector: LabelMatcher;
}

/** For `watches`: the keys of those who may want to adopt an orphan that came to be one, or whose labels changed. */
export function adoptersOf<W extends Selecting>(owners: Informer<W>): (change: InformerChange<Owned>) => string[] {
  return ({ before, after }) => {
    if (after === undefined || controllerOf(after) !== undefined) return [];
    const { labels = {}, namespace = '' } = after.metadata;
    const wasOrphan = before !== undefined && controllerOf(before) === undefined;
    if (wasOrphan && sameLabels(before.metadata.labels ?? {}, labels)) return [];
    return [...owners.list(namespace)]
      .filter(([, { selector }]) => selector.matches(labels))
      .map(([, { metadata }]) => pathOf({ namespace, name: metadata.name ?? '' }));
  };
}

type Labels = Readonly<Record<string, string>>;

function sameLabels(one: Labels, other: Labels): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
