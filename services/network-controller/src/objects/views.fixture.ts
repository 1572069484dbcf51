import type { PodView, ServiceView } from './projections.ts';

export function serviceView(fields: Partial<ServiceView> = {}): ServiceView {
  return {
    namespace: 'default',
    name: 'web',
    uid: 'service-uid',
    labels: { app: 'web' },
    isTerminating: false,
    isExternalName: false,
    selector: { app: 'web' },
    ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }],
    address: '10.96.0.9',
    publishNotReadyAddresses: false,
    trafficDistribution: undefined,
    ...fields,
  };
}

export function podView(name: string, fields: Partial<PodView> = {}): PodView {
  return {
    namespace: 'default',
    name,
    uid: `${name}-uid`,
    labels: { app: 'web' },
    isTerminating: false,
    isOver: false,
    isReady: true,
    readySince: '2026-01-01T00:00:00Z',
    addresses: [`10.244.0.${Number(name.replace(/\D/g, '')) % 250}`],
    nodeName: 'node-a',
    hostname: '',
    subdomain: '',
    ports: [],
    ...fields,
  };
}
