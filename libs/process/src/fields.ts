/** A setting that is missing or has the wrong form. Its message names the file and the field. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads typed fields out of parsed JSON and says which one is wrong, by its path. */
export interface FieldReader {
  string(name: string): string;
  integer(name: string): number;
  oneOf<T extends string>(name: string, allowed: readonly T[]): T;
  section<T>(name: string, read: (reader: FieldReader) => T): T;
  /** A list of sections. */
  list<T>(name: string, read: (reader: FieldReader) => T): readonly T[];
  has(name: string): boolean;
}

/** `source` names where the value came from, for messages. Throws {@link SettingsError} where it is no object. */
export function readFields(value: unknown, source: string, path = ''): FieldReader {
  if (!isRecord(value)) throw wrong(source, path || 'the whole', 'an object', value);
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  const string = (name: string): string => {
    const field = value[name];
    if (typeof field !== 'string' || field === '') throw wrong(source, pathOf(name), 'a non-empty string', field);
    return field;
  };
  const section = <T>(name: string, read: (reader: FieldReader) => T) =>
    read(readFields(value[name], source, pathOf(name)));
  return {
    string,
    section,
    has: (name) => value[name] !== undefined,
    integer: (name) => {
      const field = value[name];
      if (typeof field !== 'number' || !Number.isSafeInteger(field)) {
        throw wrong(source, pathOf(name), 'an integer', field);
      }
      return field;
    },
    list: (name, read) => {
      const field = value[name];
      if (!Array.isArray(field)) throw wrong(source, pathOf(name), 'a list', field);
      return field.map((item: unknown, index) => read(readFields(item, source, `${pathOf(name)}[${index}]`)));
    },
    oneOf: (name, allowed) => {
      const found = allowed.find((option) => option === string(name));
      if (found === undefined) throw wrong(source, pathOf(name), `one of ${allowed.join(', ')}`, value[name]);
      return found;
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(source: string, path: string, expected: string, got: unknown): SettingsError {
  return new SettingsError(`Cannot read settings ${source}: ${path} must be ${expected}, got ${JSON.stringify(got)}`);
}
