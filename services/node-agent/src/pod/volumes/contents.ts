import { normalize } from 'node:path/posix';
import type { DownwardAPIVolumeFile, KeyToPath, Volume, VolumeProjection } from '@flotilla/kinds/core/v1';
import { ConfigurationError } from '../environment/errors.ts';
import { fieldValue } from '../environment/field-reference.ts';
import { resourceFieldValue } from '../environment/resource-field-reference.ts';
import type { EnvironmentSources } from '../environment/sources.ts';
import type { StoredPod } from '../stored-pod.ts';
import type { VolumeFile, VolumeFiles } from './files.ts';
import { VolumeError } from './volume-error.ts';

interface Scope {
  readonly pod: StoredPod;
  readonly sources: EnvironmentSources;
  readonly defaultMode: number;
}

type Entries = readonly (readonly [path: string, file: VolumeFile])[];

/** As the API fills it in: 0644. */
const usualMode = 0o644;

/** Whether what a volume shows is written by the agent, from objects of the API. */
export function hasContents({ configMap, secret, downwardAPI, projected }: Volume): boolean {
  return (configMap ?? secret ?? downwardAPI ?? projected) !== undefined;
}

/** Whether it shows what must not reach a disk. */
export function isSecret({ secret, projected }: Volume): boolean {
  return secret !== undefined || (projected?.sources ?? []).some((source) => source.secret !== undefined);
}

/**
 * The files of a volume that shows ConfigMaps, Secrets or fields of its Pod. Throws {@link VolumeError} where something
 * that is not optional is missing. Source: Kubernetes documentation, "Projected Volumes".
 */
export function contentsOf(volume: Volume, pod: StoredPod, sources: EnvironmentSources): VolumeFiles {
  const { configMap, secret, downwardAPI, projected } = volume;
  const defaultMode = (configMap ?? secret ?? downwardAPI ?? projected)?.defaultMode ?? usualMode;
  const scope = { pod, sources, defaultMode };
  const parts: readonly VolumeProjection[] = projected?.sources ?? [
    { configMap, downwardAPI, secret: secret && { ...secret, name: secret.secretName } },
  ];
  return new Map(allOf(parts.map((part) => () => projectionOf(part, scope))).flat());
}

/** Every source is tried, so that all that is missing is told at once. */
function allOf<T>(reads: readonly (() => T)[]): T[] {
  const messages = new Set<string>();
  const found = reads.flatMap((read): T[] => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof VolumeError || error instanceof ConfigurationError)) throw error;
      messages.add(error.message);
      return [];
    }
  });
  if (messages.size === 0) return found;
  const [first = '', ...others] = messages;
  throw new VolumeError(others.length === 0 ? first : `[${[...messages].join(', ')}]`);
}

/** A token for the Pod's ServiceAccount is not given out yet; its file is left out. */
function projectionOf({ configMap, secret, downwardAPI }: VolumeProjection, scope: Scope): Entries {
  if (configMap !== undefined) return configMapFiles(configMap, scope);
  if (secret !== undefined) return secretFiles(secret, scope);
  return downwardFiles(downwardAPI?.items ?? [], scope);
}

interface Reference {
  readonly name?: string | undefined;
  readonly items?: readonly KeyToPath[] | undefined;
  readonly optional?: boolean | undefined;
}

function configMapFiles(reference: Reference, scope: Scope): Entries {
  const { name = '', optional } = reference;
  const found = scope.sources.configMap(scope.pod.metadata.namespace, name);
  if (found === undefined && !optional) throw new VolumeError(`configmap "${name}" not found`);
  const texts = Object.entries(found?.data ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const);
  return selected(new Map([...texts, ...decoded(found?.binaryData)]), reference, {
    scope,
    missing: 'configmap references non-existent config key',
  });
}

function secretFiles(reference: Reference, scope: Scope): Entries {
  const { name = '', optional } = reference;
  const found = scope.sources.secret(scope.pod.metadata.namespace, name);
  if (found === undefined && !optional) throw new VolumeError(`secret "${name}" not found`);
  const missing = 'references non-existent secret key';
  return selected(new Map(decoded(found?.data)), reference, { scope, missing });
}

function decoded(data: Readonly<Record<string, string>> = {}): [string, Buffer][] {
  return Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')]);
}

/** All keys under their names, or the asked ones under the paths they are asked for. */
function selected(
  data: ReadonlyMap<string, Buffer>,
  { items = [], optional }: Reference,
  { scope, missing }: { scope: Scope; missing: string },
): Entries {
  if (items.length === 0) return [...data].map(([key, bytes]) => [key, { data: bytes, mode: scope.defaultMode }]);
  return items.flatMap(({ key, path, mode = scope.defaultMode }): Entries => {
    const bytes = data.get(key);
    if (bytes === undefined && !optional) throw new VolumeError(`${missing}: ${key}`);
    return bytes === undefined ? [] : [[normalize(path), { data: bytes, mode }]];
  });
}

function downwardFiles(items: readonly DownwardAPIVolumeFile[], scope: Scope): Entries {
  return allOf(
    items.map((item) => () => {
      const file = { data: Buffer.from(downwardValue(item, scope)), mode: item.mode ?? scope.defaultMode };
      return [normalize(item.path), file] as const;
    }),
  );
}

function downwardValue({ fieldRef, resourceFieldRef }: DownwardAPIVolumeFile, { pod, sources }: Scope): string {
  if (resourceFieldRef !== undefined) {
    const container = pod.spec.containers[0] ?? { name: '' };
    const { nodeAllocatable } = sources;
    return resourceFieldValue(pod, container, { selector: resourceFieldRef, nodeAllocatable });
  }
  const path = fieldRef?.fieldPath ?? '';
  if (path === 'metadata.labels') return lines(pod.metadata.labels);
  if (path === 'metadata.annotations') return lines(pod.metadata.annotations);
  return fieldValue(pod, path, sources);
}

/** A line each, `key="value"`, sorted by key. */
function lines(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .toSorted()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}
