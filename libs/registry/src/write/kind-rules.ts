import type { Kind } from '@flotilla/kinds';
import {
  applySchemaDefaults,
  type FieldError,
  invalidError,
  type KubernetesObject,
  validateObjectMeta,
} from '@flotilla/machinery';
import { qualifiedKind } from '../kind/resource.ts';
import type { Target, WriteDeps } from './write-deps.ts';

export function applyDefaults({ schema }: WriteDeps, { kind }: Target, object: KubernetesObject): void {
  applySchemaDefaults(object, kind.type, schema);
  kind.behaviour.applyDefaults?.(object);
}

/** What holds of every object of the kind, new or changed. */
export function validate({ kind }: Target, object: KubernetesObject): FieldError[] {
  const { nameRule = 'dns-subdomain', validate: own } = kind.behaviour;
  return [...validateObjectMeta(object.metadata, { namespaced: kind.namespaced, nameRule }), ...(own?.(object) ?? [])];
}

/** Throws 422 where there are any. */
export function refuse({ kind }: Target, name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError(qualifiedKind(kind), name, errors);
}

export function hasStatus(kind: Kind): boolean {
  return kind.subresources.some(({ name }) => name === 'status');
}
