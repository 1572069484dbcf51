import { checkPathSegment, required } from '@flotilla/machinery';
import type { FieldErrors } from './field-rules.ts';
import { invalidEach } from './field-rules.ts';

/** The parts of a reference to another object, each of which must be there and fit into a URL. */
export function* referenceParts(field: string, parts: Readonly<Record<string, string | undefined>>): FieldErrors {
  for (const [part, value] of Object.entries(parts)) {
    if (!value) yield required(`${field}.${part}`);
    else yield* invalidEach(`${field}.${part}`, value, checkPathSegment(value));
  }
}
