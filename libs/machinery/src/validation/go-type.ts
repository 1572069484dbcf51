import type { Shape } from '../schema/schema.ts';

/** `v1.Container` of `io.k8s.api.core.v1.Container`: how Go names a type. */
export function goStruct(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** A shape as Go writes its type: messages of the reference name types so. */
export function goType(shape: Shape): string {
  switch (shape.type) {
    case 'string':
      return shape.format === 'byte' ? '[]uint8' : 'string';
    case 'integer':
      return shape.format;
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'int-or-string':
      return 'int32';
    case 'struct':
      return goStruct(shape.of);
    case 'map':
      return `map[string]${elementType(shape.values)}`;
    case 'list':
      return `[]${elementType(shape.items)}`;
    case 'any':
      return 'interface {}';
  }
}

/** Inside a list or a map Go names types that have a name of their own. */
function elementType(shape: Shape): string {
  if (shape.type === 'int-or-string') return 'intstr.IntOrString';
  if (shape.type !== 'string') return goType(shape);
  switch (shape.format) {
    case 'quantity':
      return 'resource.Quantity';
    case 'date-time':
      return 'v1.Time';
    case 'micro-time':
      return 'v1.MicroTime';
    case 'duration':
      return 'v1.Duration';
    default:
      return goType(shape);
  }
}
