/** What Go's decoder says of a text that is no JSON object; undefined where it is one. */
export function jsonObjectComplaint(text: string): string | undefined {
  const value = parsed(text);
  if (value === undefined) return syntaxComplaint(text);
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
  return `json: cannot unmarshal ${Array.isArray(value) ? 'array' : named(value)} into Go value of type map[string]interface {}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function named(value: unknown): string {
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Go names the first character that does not fit. Only where that is the first of all is it certain which. */
function syntaxComplaint(text: string): string {
  const first = /\S/.exec(text)?.[0];
  if (first === undefined) return 'unexpected end of JSON input';
  const fits = /[[{"\-0-9tfn]/.test(first);
  return fits ? 'invalid JSON' : `invalid character '${first}' looking for beginning of value`;
}
