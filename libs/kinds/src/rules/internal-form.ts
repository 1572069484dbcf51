type Fields = Readonly<Record<string, unknown>>;

/** The fields of a type in the reference's own order, each with what it holds, or with what stands for its absence. */
export interface InternalFields {
  readonly [name: string]: null | '' | InternalFields | readonly [InternalFields];
}

/**
 * An object as the reference shows it in a message: it encodes its own form of the type, with Go's names, all fields,
 * and `null` or an empty text for those that are not given.
 */
export function internalForm(object: Fields, fields: InternalFields): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, of]) => [goName(name), shown(object[name], of)]);
  return Object.fromEntries(entries);
}

function shown(value: unknown, of: InternalFields[string]): unknown {
  if (of === null || of === '') return value ?? of;
  if (value === undefined) return null;
  return isList(of) ? (value as Fields[]).map((item) => internalForm(item, of[0])) : internalForm(value as Fields, of);
}

function isList(of: InternalFields | readonly [InternalFields]): of is readonly [InternalFields] {
  return Array.isArray(of);
}

/** Abbreviations are in capitals in Go: `seLinuxOptions` is `SELinuxOptions`. */
function goName(name: string): string {
  const abbreviation = /^(?:ip$|uid$|api(?=V)|se(?=L)|gmsa)/.exec(name)?.[0] ?? name.charAt(0);
  return abbreviation.toUpperCase() + name.slice(abbreviation.length);
}
