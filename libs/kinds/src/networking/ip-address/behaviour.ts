import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDnsSubdomain, checkPathSegment, invalid, required } from '@flotilla/machinery';
import { column, nameColumn, none } from '../../columns/column.ts';
import type { IPAddress, ParentReference } from '../../generated/types/networking-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { canonicalAddress, familyOf } from '../../rules/address.ts';
import { ipAddress } from '../../rules/address-rules.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, invalidEach } from '../../rules/field-rules.ts';
import { referenceParts } from '../../rules/reference-rules.ts';

/** That an address is given out, and to what: its name is the address. */
export const ipAddressBehaviour: KindBehaviour = {
  nameRule: 'path-segment',
  validate: (object) => [...nameErrors(object.metadata.name ?? ''), ...parentErrors(object)],
  validateUpdate(next, previous) {
    const [parent, before] = [next, previous].map((object) => (object as unknown as IPAddress).spec?.parentRef);
    return [...immutable('spec.parentRef', parent, before)];
  },
  columns: {
    definitions: [nameColumn, column('ParentRef', 'string', 'What has this address.')],
    cells(object) {
      const { spec } = object as unknown as Partial<IPAddress>;
      return [object.metadata.name ?? '', parentText(spec?.parentRef)];
    },
  },
};

function* nameErrors(name: string): FieldErrors {
  if (name === '') return;
  yield* ipAddress('metadata.name', name);
  if (familyOf(name) !== undefined && canonicalAddress(name) !== name) {
    yield invalid('metadata.name', name, `must be in canonical form (${JSON.stringify(canonicalAddress(name))})`);
  }
}

function parentErrors(object: KubernetesObject): FieldError[] {
  const parent = (object as unknown as Partial<IPAddress>).spec?.parentRef;
  if (parent === undefined) return [required('spec.parentRef')];
  return [...referenceErrors('spec.parentRef', parent)];
}

function* referenceErrors(field: string, { group, resource, name, namespace }: ParentReference): FieldErrors {
  if (group) yield* invalidEach(`${field}.group`, group, checkDnsSubdomain(group));
  yield* referenceParts(field, { resource, name });
  if (namespace) yield* invalidEach(`${field}.namespace`, namespace, checkPathSegment(namespace));
}

function parentText(parent: ParentReference | undefined): string {
  if (parent === undefined) return none;
  const resource = parent.group ? `${parent.resource}.${parent.group}` : parent.resource;
  return [resource.toLowerCase(), parent.namespace, parent.name].filter(Boolean).join('/');
}
