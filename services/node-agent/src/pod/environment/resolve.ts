import type { Container, EnvFromSource, EnvVar, EnvVarSource } from '@flotilla/kinds/core/v1';
import type { EnvironmentVariable } from '../../runtime/runtime.ts';
import type { StoredPod } from '../stored-pod.ts';
import { ConfigurationError } from './errors.ts';
import { expand } from './expand.ts';
import { fieldValue } from './field-reference.ts';
import { resourceFieldValue } from './resource-field-reference.ts';
import { serviceVariables } from './service-variables.ts';
import type { EnvironmentSources } from './sources.ts';

interface Scope {
  readonly pod: StoredPod;
  readonly container: Container;
  readonly sources: EnvironmentSources;
}

/**
 * The environment that a container starts with: what it is told of Services, what `envFrom` brings over it, then `env`,
 * in order, each value seeing those before it. Source: Kubernetes documentation, "Define Environment Variables for a Container". Throws
 * {@link ConfigurationError} where something that is not optional is missing.
 */
export function resolveEnvironment(
  pod: StoredPod,
  container: Container,
  sources: EnvironmentSources,
): EnvironmentVariable[] {
  const scope = { pod, container, sources };
  const imported = (container.envFrom ?? []).flatMap((source) => importedFrom(source, scope));
  const variables = new Map([...serviceVariables(pod, sources.services), ...imported]);
  for (const variable of container.env ?? []) {
    const value = valueOfVariable(variable, variables, scope);
    if (value !== undefined) variables.set(variable.name, value);
  }
  return [...variables].map(([name, value]) => ({ name, value }));
}

function valueOfVariable(variable: EnvVar, before: ReadonlyMap<string, string>, scope: Scope): string | undefined {
  if (variable.value) return expand(variable.value, before);
  return variable.valueFrom === undefined ? '' : referenced(variable.valueFrom, scope);
}

/** Undefined where an optional reference leads nowhere: then the variable is left out. */
function referenced(source: EnvVarSource, { pod, container, sources }: Scope): string | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  if (fieldRef) return fieldValue(pod, fieldRef.fieldPath, sources);
  if (resourceFieldRef) {
    return resourceFieldValue(pod, container, {
      selector: resourceFieldRef,
      nodeAllocatable: sources.nodeAllocatable,
    });
  }
  if (configMapKeyRef)
    return keyOf(configMapData(configMapKeyRef, pod, sources), 'ConfigMap', { pod, ...configMapKeyRef });
  if (secretKeyRef) return keyOf(secretData(secretKeyRef, pod, sources), 'Secret', { pod, ...secretKeyRef });
  throw new ConfigurationError('the source of an environment variable must be a field, resource, ConfigMap or Secret');
}

interface KeyReference {
  readonly pod: StoredPod;
  readonly name?: string | undefined;
  readonly key: string;
  readonly optional?: boolean | undefined;
}

function keyOf(data: Data | undefined, kind: string, { pod, name, key, optional }: KeyReference): string | undefined {
  const value = data?.get(key);
  if (value !== undefined || optional) return value;
  throw new ConfigurationError(`couldn't find key ${key} in ${kind} ${pod.metadata.namespace}/${name}`);
}

function importedFrom(
  { prefix = '', configMapRef, secretRef }: EnvFromSource,
  { pod, sources }: Scope,
): [string, string][] {
  const fromConfigMap = configMapRef && configMapData(configMapRef, pod, sources);
  const fromSecret = secretRef && secretData(secretRef, pod, sources);
  return [...(fromConfigMap ?? fromSecret ?? [])].map(([name, value]) => [prefix + name, value]);
}

interface ObjectReference {
  readonly name?: string | undefined;
  readonly optional?: boolean | undefined;
}

type Data = ReadonlyMap<string, string>;

/** Undefined where an optional object is missing. */
function configMapData(
  { name = '', optional }: ObjectReference,
  pod: StoredPod,
  sources: EnvironmentSources,
): Data | undefined {
  const found = sources.configMap(pod.metadata.namespace, name);
  if (found === undefined && !optional) throw new ConfigurationError(`configmap "${name}" not found`);
  return found && new Map(Object.entries(found.data ?? {}));
}

function secretData(
  { name = '', optional }: ObjectReference,
  pod: StoredPod,
  sources: EnvironmentSources,
): Data | undefined {
  const found = sources.secret(pod.metadata.namespace, name);
  if (found === undefined && !optional) throw new ConfigurationError(`secret "${name}" not found`);
  return found && new Map(Object.entries(found.data ?? {}).map(([key, value]) => [key, decoded(value)]));
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
