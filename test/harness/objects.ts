import type { ApiClient } from './api-client.ts';
import type { ApiObject } from './api-object.ts';
import type { Watch } from './watch.ts';

export const configMapsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps`;

export interface ConfigMapParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** ConfigMaps are what nobody but the test writes to. */
export function createConfigMap(
  client: ApiClient,
  namespace: string,
  name: string,
  { labels = {}, data = {} }: ConfigMapParts = {},
): Promise<ApiObject> {
  return client.create(configMapsPath(namespace), { metadata: { name, labels }, data });
}

/** Sets labels, or removes those that are null. */
export async function label(
  client: ApiClient,
  path: string,
  labels: Readonly<Record<string, string | null>>,
): Promise<ApiObject> {
  const { code, text } = await client.send('PATCH', path, {
    body: { metadata: { labels } },
    contentType: 'application/merge-patch+json',
  });
  if (code !== 200) throw new Error(`Cannot label ${path}: ${text}`);
  return JSON.parse(text) as ApiObject;
}

export async function createNamespace(client: ApiClient, name: string): Promise<string> {
  await client.create('/api/v1/namespaces', { metadata: { name } });
  return name;
}

/** What a watch has told, as `ADDED one`. */
export function told({ events }: Watch): string[] {
  return events.map(({ type, object }) => `${type} ${object.metadata.name}`);
}

export function revisionsOf({ events }: Watch): number[] {
  return events.map(({ object }) => Number(object.metadata.resourceVersion));
}
