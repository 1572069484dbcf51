import { type Controller, controller, done } from '@flotilla/controller';
import { isStatus, parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { ConfigMaps } from '../objects/kinds.ts';
import { ROOT_CERTIFICATE_NAME as NAME } from '../objects/projections.ts';
import { dataOf, planRootCertificate } from './plan-root-certificate.ts';

/** In upstream's words, as clients see it. */
const DESCRIPTION = {
  'kubernetes.io/description':
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the ' +
    'internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes ' +
    'clusters.',
};

/** Keeps in each namespace a ConfigMap with the certificate by which Pods know the API. */
export function rootCertificateController(
  client: Client,
  { namespaces, configMaps }: Informers,
  certificate: string,
): Controller {
  const create = (namespace: string) =>
    client.create(ConfigMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: NAME, annotations: DESCRIPTION },
      data: dataOf(certificate),
    });
  const correct = (namespace: string) =>
    client.update(ConfigMaps, { namespace, name: NAME }, (configMap) => {
      configMap.data = dataOf(certificate);
      configMap.metadata.annotations = { ...configMap.metadata.annotations, ...DESCRIPTION };
    });
  return controller('root-certificate')
    .for(namespaces)
    .watches(configMaps, ({ path }) => {
      const { namespace, name } = parsePath(path);
      return name === NAME ? [namespace] : [];
    })
    .reconciles(async (namespace) => {
      const plan = planRootCertificate(namespaces.get(namespace), configMaps.get(`${namespace}/${NAME}`), certificate);
      try {
        if (plan === 'create') await create(namespace);
        if (plan === 'correct') await correct(namespace);
      } catch (error) {
        // Another was first, or the namespace is going: the caches will say so.
        if (!isStatus(error, 'AlreadyExists', 'NotFound', 'Forbidden')) throw error;
      }
      return done;
    });
}
