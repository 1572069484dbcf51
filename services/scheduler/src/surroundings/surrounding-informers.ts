import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import type { ReplicaSet, StatefulSet } from '@flotilla/kinds/apps/v1';
import type { Namespace, ReplicationController, Service } from '@flotilla/kinds/core/v1';
import type { LabelSelector, Labels } from '@flotilla/machinery';
import { resourceType } from '@flotilla/registry';
import { kinOf, type Selectors } from './kin.ts';
import type { Surroundings } from './surroundings.ts';

const Namespaces = resourceType<Namespace>('v1', 'Namespace');
const ReplicaSets = resourceType<ReplicaSet>('apps/v1', 'ReplicaSet');
const ReplicationControllers = resourceType<ReplicationController>('v1', 'ReplicationController');
const Services = resourceType<Service>('v1', 'Service');
const StatefulSets = resourceType<StatefulSet>('apps/v1', 'StatefulSet');

export interface SurroundingInformers {
  /** Their labels. */
  readonly namespaces: Informer<Labels>;
  /** Their selectors, as of the other kinds here. */
  readonly services: Informer<Labels>;
  readonly controllers: Readonly<Record<string, Informer<LabelSelector | undefined>>>;
}

export function createSurroundingInformers(deps: InformerDeps): SurroundingInformers {
  return {
    namespaces: createInformer(deps, Namespaces, { project: ({ metadata }) => metadata.labels ?? {} }),
    services: createInformer(deps, Services, { project: ({ spec }) => spec?.selector ?? {} }),
    controllers: {
      ReplicaSet: createInformer(deps, ReplicaSets, { project: ({ spec }) => spec?.selector }),
      ReplicationController: createInformer(deps, ReplicationControllers, {
        project: ({ spec }): LabelSelector => ({ matchLabels: spec?.selector ?? {} }),
      }),
      StatefulSet: createInformer(deps, StatefulSets, { project: ({ spec }) => spec?.selector }),
    },
  };
}

export function createSurroundings({ namespaces, services, controllers }: SurroundingInformers): Surroundings {
  const selectors: Selectors = {
    servicesOf: (namespace) => Iterator.from(services.list(namespace)).map(([, selector]) => selector),
    controller: (kind, path) => controllers[kind]?.get(path),
  };
  return {
    namespaceLabels: (namespace) => namespaces.get(namespace) ?? {},
    kin: (pod) => kinOf(pod, selectors),
  };
}
