import type { Pod, PodTemplateSpec } from '@flotilla/kinds/core/v1';
import { checkNamePrefix } from '@flotilla/machinery';
import { controllerReference, type Owner } from './owner.ts';

/** A new Pod of its owner's, with a name that the server completes. */
export function podFromTemplate({ metadata = {}, spec }: PodTemplateSpec, owner: Owner): Pod {
  const { namespace = '', name = '' } = owner.metadata;
  const { labels, annotations, finalizers } = structuredClone(metadata);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      generateName: podNamePrefix(name),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: structuredClone(spec),
  };
}

/** With a dash where the owner's name leaves room for one. */
function podNamePrefix(name: string): string {
  const prefix = `${name}-`;
  return checkNamePrefix(prefix, 'dns-subdomain').length === 0 ? prefix : name;
}
