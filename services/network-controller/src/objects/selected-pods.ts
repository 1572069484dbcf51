import { isDeepStrictEqual } from 'node:util';
import type { InformerChange } from '@flotilla/controller';
import type { Informers } from './informers.ts';
import type { NodeView, PodView, ServiceView } from './projections.ts';

type Labels = Readonly<Record<string, string>>;

function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** The Pods that a Service selects. */
export function selectedPods({ pods }: Pick<Informers, 'pods'>, { namespace, selector }: ServiceView): PodView[] {
  if (selector === undefined) return [];
  return pods.under('namespace', namespace).filter(({ labels }) => matches(selector, labels));
}

/** The paths of the Services that a change of a Pod may concern. */
export function* servicesOfPod(
  { services }: Pick<Informers, 'services'>,
  { before, after }: InformerChange<PodView>,
): Generator<string> {
  // Most of what is written to a Pod is nothing that endpoints follow from.
  if (isDeepStrictEqual(before, after)) return;
  const namespace = after?.namespace ?? before?.namespace ?? '';
  const versions = [before, after].filter((version) => version !== undefined);
  for (const { name, selector } of services.under('namespace', namespace)) {
    if (selector !== undefined && versions.some(({ labels }) => matches(selector, labels)))
      yield `${namespace}/${name}`;
  }
}

/** The paths of the Services that a change of a node may concern: those of its Pods, when its zone changes. */
export function* servicesOfNode(
  informers: Pick<Informers, 'services' | 'pods'>,
  { path, before, after }: InformerChange<NodeView>,
): Generator<string> {
  if (before?.zone === after?.zone) return;
  for (const pod of informers.pods.under('node', path)) {
    yield* servicesOfPod(informers, { path, before: undefined, after: pod });
  }
}
