import { controllerReference, type Owner, podFromTemplate } from '@flotilla/controller';
import type { PersistentVolumeClaim, Pod, PodTemplateSpec, Volume } from '@flotilla/kinds/core/v1';
import { claimName, identityLabels, podName, REVISION_LABEL } from './identity.ts';
import type { StatefulSetView } from './stateful-set-view.ts';

export interface StatefulPodWish {
  readonly ordinal: number;
  readonly template: PodTemplateSpec;
  /** The name of the revision that the template is from. */
  readonly revision: string;
}

/** A Pod of a set: named by its number, known under that name in DNS, with claims of its own. */
export function statefulPod(set: StatefulSetView, { ordinal, template, revision }: StatefulPodWish): Pod {
  const name = podName(set.metadata.name ?? '', ordinal);
  const { metadata, spec, ...pod } = podFromTemplate(template, set);
  const { generateName: _, labels, ...kept } = metadata;
  return {
    ...pod,
    metadata: { ...kept, name, labels: { ...labels, ...identityLabels(name, ordinal), [REVISION_LABEL]: revision } },
    spec: {
      containers: [],
      ...spec,
      hostname: name,
      ...(set.serviceName === '' ? {} : { subdomain: set.serviceName }),
      volumes: volumesOf(set, ordinal, spec?.volumes ?? []),
    },
  };
}

/** The claims of the set's templates take the place of volumes of their names. */
function volumesOf({ metadata, claimTemplates }: StatefulSetView, ordinal: number, volumes: readonly Volume[]) {
  const templates = claimTemplates.map((template) => template.metadata.name ?? '');
  const claims = templates.map((name) => ({
    name,
    persistentVolumeClaim: { claimName: claimName(name, metadata.name ?? '', ordinal) },
  }));
  return [...claims, ...volumes.filter(({ name }) => !templates.includes(name))];
}

/** The claims that a Pod of this number has, as they are made; `owner` is who they go with. */
export function claimsOf(set: StatefulSetView, ordinal: number, owner: Owner | undefined): PersistentVolumeClaim[] {
  const { namespace = '', name = '' } = set.metadata;
  return set.claimTemplates.map(({ metadata, spec }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      namespace,
      name: claimName(metadata.name ?? '', name, ordinal),
      labels: { ...metadata.labels, ...set.selectorLabels },
      annotations: { ...metadata.annotations },
      ...(owner === undefined ? {} : { ownerReferences: [controllerReference(owner)] }),
    },
    spec: structuredClone(spec),
  }));
}
