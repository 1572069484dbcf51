import { ageColumn, ageOf, column, nameColumn, none, wideColumn } from '../../columns/column.ts';
import { addressList } from '../../columns/list.ts';
import { labelsText } from '../../columns/selector.ts';
import type { Service, ServicePort } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const serviceColumns: Columns = {
  definitions: [
    nameColumn,
    column('Type', 'string', 'How the Service is reached.'),
    column('Cluster-IP', 'string', 'Its address in the cluster.'),
    column('External-IP', 'string', 'Its addresses for clients outside.'),
    column('Port(s)', 'string', 'Its ports, and those of the nodes that lead there.'),
    ageColumn,
    wideColumn('Selector', 'string', 'The labels of the Pods that serve it.'),
  ],
  cells(object, now) {
    const service = object as Service;
    const { spec } = service;
    return [
      object.metadata.name ?? '',
      spec?.type ?? '',
      spec?.clusterIPs?.[0] ?? (spec?.clusterIP || none),
      externalAddresses(service),
      (spec?.ports ?? []).map(portText).join(',') || none,
      ageOf(object, now),
      labelsText(spec?.selector),
    ];
  },
};

function externalAddresses({ spec, status }: Service): string {
  const own = (spec?.externalIPs ?? []).join(',');
  if (spec?.type === 'ClusterIP' || spec?.type === 'NodePort') return own || none;
  if (spec?.type === 'ExternalName') return spec.externalName ?? '';
  if (spec?.type !== 'LoadBalancer') return '<unknown>';
  const balanced = addressList(status?.loadBalancer?.ingress ?? []);
  return [balanced, own].filter((text) => text !== '').join(',') || '<pending>';
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol ?? ''}` : `${port}/${protocol ?? ''}`;
}
