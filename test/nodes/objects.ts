import type { ConfigMap, Pod, PodSpec, Secret } from '@flotilla/kinds/core/v1';
import { resourceType } from '@flotilla/registry';

export const Secrets = resourceType<Secret>('v1', 'Secret');

export const configMap = (name: string, data: Record<string, string> = { colour: 'red' }): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'default', name },
  data,
});

export const secret = (name: string): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'default', name },
  data: { password: Buffer.from('open sesame').toString('base64') },
});

/** A Pod that has been given its node. */
export function podOn(nodeName: string, name: string, spec: Partial<PodSpec> = {}): Pod {
  const containers = [{ name: 'main', image: 'example.org/app:1' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name },
    spec: { nodeName, containers, ...spec },
  };
}

/** It reads a ConfigMap and a Secret. */
export function configuredPodOn(
  nodeName: string,
  name: string,
  { configMap, secret }: Record<'configMap' | 'secret', string>,
): Pod {
  const main = {
    name: 'main',
    image: 'example.org/app:1',
    envFrom: [{ configMapRef: { name: configMap } }],
    env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: secret, key: 'password' } } }],
  };
  return podOn(nodeName, name, { containers: [main] });
}
