import type { Shape } from '@flotilla/machinery';

const SCALARS: Readonly<Record<string, Shape>> = {
  s: { type: 'string' },
  t: { type: 'string', format: 'date-time' },
  u: { type: 'string', format: 'micro-time' },
  b: { type: 'string', format: 'byte' },
  q: { type: 'string', format: 'quantity' },
  d: { type: 'string', format: 'duration' },
  i: { type: 'integer', format: 'int32' },
  l: { type: 'integer', format: 'int64' },
  n: { type: 'number' },
  o: { type: 'boolean' },
  x: { type: 'int-or-string' },
  '*': { type: 'any' },
  '*l': { type: 'any', schemaOr: 'list' },
  '*b': { type: 'any', schemaOr: 'boolean' },
  '*s': { type: 'any', schemaOr: 'strings' },
};

/** Reads a shape as the generator writes it: `[` a list of, `{` a map of, `@` a struct named, `w` a wrapped list. */
export function parseShape(text: string): Shape {
  const scalar = SCALARS[text];
  if (scalar !== undefined) {
    return scalar;
  }
  const rest = text.slice(1);
  switch (text[0]) {
    case '[':
      return { type: 'list', items: parseShape(rest) };
    case 'w':
      return { type: 'list', items: parseShape(rest.slice(1)), wrapped: true };
    case '{':
      return { type: 'map', values: parseShape(rest) };
    case '@':
      return { type: 'struct', of: rest };
    default:
      throw new Error(`Cannot read the facts: a shape must start with one of [ w { @, got ${text}`);
  }
}
