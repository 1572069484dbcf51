import {
  checkDataKey,
  checkDnsLabel,
  checkDnsSubdomain,
  checkEnvironmentName,
  invalid,
  required,
} from '@flotilla/machinery';
import type { EnvFromSource, EnvVar, EnvVarSource, FileKeySelector } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';
import { withoutBacksteps } from '../../../rules/path-rules.ts';
import { fieldReference, resourceReference } from './downward-references.ts';

const variableFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

export function* environmentErrors(field: string, variables: readonly EnvVar[]): FieldErrors {
  for (const [index, variable] of variables.entries()) {
    const path = `${field}[${index}]`;
    if (!variable.name) yield required(`${path}.name`);
    else yield* invalidEach(`${path}.name`, variable.name, checkEnvironmentName(variable.name));
    if (variable.valueFrom !== undefined) {
      yield* sourceErrors(`${path}.valueFrom`, variable.valueFrom);
      yield* countErrors(`${path}.valueFrom`, variable, Object.keys(variable.valueFrom).length);
    }
  }
}

function* sourceErrors(field: string, source: EnvVarSource): FieldErrors {
  if (source.fieldRef !== undefined) yield* fieldReference(`${field}.fieldRef`, source.fieldRef, variableFields);
  if (source.resourceFieldRef !== undefined) {
    yield* resourceReference(`${field}.resourceFieldRef`, source.resourceFieldRef);
  }
  for (const kind of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const reference = source[kind];
    if (reference !== undefined) yield* keyReference(`${field}.${kind}`, reference);
  }
  if (source.fileKeyRef !== undefined) yield* fileReference(`${field}.fileKeyRef`, source.fileKeyRef);
}

function* countErrors(field: string, { value }: EnvVar, sources: number): FieldErrors {
  if (sources === 0) {
    const all =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    yield invalid(field, '', all);
  } else if (value) yield invalid(field, '', 'may not be specified when `value` is not empty');
  else if (sources > 1) yield invalid(field, '', 'may not have more than one field specified at a time');
}

interface KeyReference {
  readonly name?: string | undefined;
  readonly key: string;
}

function* keyReference(field: string, { name = '', key }: KeyReference): FieldErrors {
  yield* invalidEach(`${field}.name`, name, checkDnsSubdomain(name));
  if (!key) yield required(`${field}.key`);
  else yield* invalidEach(`${field}.key`, key, checkDataKey(key));
}

function* fileReference(field: string, { key, volumeName, path }: FileKeySelector): FieldErrors {
  if (!key) yield required(`${field}.key`);
  else yield* invalidEach(`${field}.key`, key, checkEnvironmentName(key));
  if (!volumeName) yield required(`${field}.volumeName`);
  else yield* invalidEach(`${field}.volumeName`, volumeName, checkDnsLabel(volumeName));
  if (!path) yield required(`${field}.path`);
  else yield* withoutBacksteps(`${field}.path`, path);
}

/** The reference gives the whole list as the field of a source that is missing or one too many. */
export function* environmentFromErrors(field: string, sources: readonly EnvFromSource[]): FieldErrors {
  for (const [index, { prefix, configMapRef, secretRef }] of sources.entries()) {
    const path = `${field}[${index}]`;
    if (prefix) yield* invalidEach(`${path}.prefix`, prefix, checkEnvironmentName(prefix));
    if (configMapRef !== undefined) yield* nameErrors(`${path}.configMapRef.name`, configMapRef.name);
    if (secretRef !== undefined) yield* nameErrors(`${path}.secretRef.name`, secretRef.name);
    if (configMapRef === undefined && secretRef === undefined) {
      yield invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`');
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      yield invalid(field, '', 'may not have more than one field specified at a time');
    }
  }
}

function* nameErrors(field: string, name: string | undefined): FieldErrors {
  if (!name) yield required(field);
  else yield* invalidEach(field, name, checkDnsSubdomain(name));
}
