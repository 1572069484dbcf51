import type { ApiClient } from './api-client.ts';
import type { ApiObject } from './api-object.ts';

/** Built by a node agent where it is missing, so there on every machine that has one. */
export const demoImage = 'localhost/flotilla/busybox:1';

export interface PodOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly image?: string;
}

/** The smallest Pod that stays running. */
export function podManifest(name: string, options: PodOptions = {}) {
  const { labels = {}, command = ['sleep', '1000'], image = demoImage } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image, command }] },
  };
}

export const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

/** Says of a Pod what a node would: it runs here, with this address. */
export async function reportRunning(client: ApiClient, namespace: string, name: string): Promise<ApiObject> {
  const path = `${podsPath(namespace)}/${name}`;
  await client.send('POST', `${path}/binding`, {
    body: {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { apiVersion: 'v1', kind: 'Node', name: 'n1' },
    },
  });
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: now });
  const status = {
    phase: 'Running',
    podIP: '10.244.0.7',
    podIPs: [{ ip: '10.244.0.7' }],
    hostIP: '10.0.0.1',
    hostIPs: [{ ip: '10.0.0.1' }],
    startTime: now,
    conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
    containerStatuses: [
      {
        name: 'main',
        image: demoImage,
        imageID: 'docker://sha256:0',
        containerID: 'docker://0',
        ready: true,
        started: true,
        restartCount: 2,
        state: { running: { startedAt: now } },
        lastState: {},
      },
    ],
  };
  const patched = await client.send('PATCH', `${path}/status`, {
    body: { status },
    contentType: 'application/merge-patch+json',
  });
  if (patched.code !== 200) throw new Error(`Cannot report ${name}: ${patched.text}`);
  return JSON.parse(patched.text) as ApiObject;
}
