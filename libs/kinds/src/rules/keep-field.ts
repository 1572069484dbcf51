/** Makes a field of `into` what it is in `from`: absent where it is absent there, never merely undefined. */
export function keepField<T extends object>(into: T, from: T, name: keyof T): void {
  if (from[name] === undefined) delete into[name];
  else into[name] = from[name];
}

/** The same only where `into` says nothing. */
export function keepMissingField<T extends object>(into: T, from: T, name: keyof T): void {
  if (!into[name]) keepField(into, from, name);
}
