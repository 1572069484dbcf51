import type { Schema, Shape } from '../../schema/schema.ts';
import { badRequestError } from '../../status/status-error.ts';

/** How one field is patched. */
export interface FieldFacts {
  /** What the field holds; of a list what its elements are. */
  readonly inner: Shape;
  readonly strategy: 'merge' | 'replace' | undefined;
  /** Empty where elements have no key: lists of texts and numbers. */
  readonly mergeKey: string;
}

/** The facts of a member of a value that has the shape `shape`. Throws BadRequest for what the type does not have. */
export function factsOf(name: string, shape: Shape, schema: Schema): FieldFacts {
  if (shape.type !== 'struct') throw badRequestError(NO_STRUCT);
  const field = schema.type(shape.of).fields.get(name);
  if (field === undefined) {
    const struct = shape.of.slice(shape.of.lastIndexOf('.') + 1);
    throw badRequestError(`unable to find api field in struct ${struct} for the json field ${JSON.stringify(name)}`);
  }
  return {
    inner: field.shape.type === 'list' ? field.shape.items : field.shape,
    strategy: field.patchStrategy?.find((strategy) => strategy !== 'retainKeys'),
    mergeKey: field.patchMergeKey ?? '',
  };
}

/** What holds members that are no fields is not known well enough to merge objects in it. */
const NO_STRUCT = 'merging an object in json but data type is not struct, instead is: map';
