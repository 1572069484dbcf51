import type { Field, ObjectTypes, StructType } from '@flotilla/machinery';
import type { EncodedField, EncodedStruct, EncodedTypes } from './encoding.ts';
import { parseShape } from './shape.ts';

/** Objects that every group version has under its own name: DeleteOptions, Status, WatchEvent. */
const SHARED_PACKAGE = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Makes types from the facts when they are first asked for. `load` is called once, then. */
export function createSchema(load: () => EncodedTypes): ObjectTypes {
  let loaded: EncodedTypes | undefined;
  let packageByGroupVersion: ReadonlyMap<string, string> | undefined;
  const types = new Map<string, StructType>();
  const encoded = () => {
    loaded ??= load();
    return loaded;
  };

  function type(name: string): StructType {
    const known = types.get(name);
    if (known !== undefined) {
      return known;
    }
    const made = structType(name, encodedStruct(encoded(), name));
    types.set(name, made);
    return made;
  }

  function object(apiVersion: string, kind: string): StructType | undefined {
    packageByGroupVersion ??= groupVersions(encoded());
    const home = packageByGroupVersion.get(apiVersion);
    const owner = [home, SHARED_PACKAGE].find((name) => name !== undefined && encoded()[name]?.objects.includes(kind));
    return owner === undefined ? undefined : type(`${owner}.${kind}`);
  }

  return { type, object };
}

function groupVersions(types: EncodedTypes): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, { groupVersion }] of Object.entries(types)) {
    if (groupVersion !== undefined) {
      found.set(groupVersion, name);
    }
  }
  return found;
}

function encodedStruct(types: EncodedTypes, name: string): EncodedStruct {
  const dot = name.lastIndexOf('.');
  const found = types[name.slice(0, dot)]?.types[name.slice(dot + 1)];
  if (found === undefined) {
    throw new Error(`Cannot find a type: its name must be one of the schema's, got ${name}`);
  }
  return found;
}

function structType(name: string, { fields, inlined = {}, mapType }: EncodedStruct): StructType {
  return {
    name,
    fields: new Map(fields.map((field) => [field[0], decodeField(field)])),
    inlined: new Map(Object.entries(inlined).map(([number, type]) => [Number(number), type])),
    ...(mapType === undefined ? {} : { mapType }),
  };
}

function decodeField([name, shape, flags, number, extra]: EncodedField): Field {
  return {
    name,
    shape: parseShape(shape),
    required: flags.includes('r'),
    pointer: flags.includes('p'),
    omitEmpty: flags.includes('e'),
    ...(number === 0 ? {} : { number }),
    ...extra,
  };
}
