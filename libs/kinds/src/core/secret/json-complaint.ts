/** What Go's decoder says of a text that is no JSON object; undefined where it is one. */
export function jsonObjectComplaint(text: string): string | undefined {
  try {
    return kindComplaint(JSON.parse(text));
  } catch (error) {
    return syntaxComplaint(text, error instanceof SyntaxError ? error.message : '');
  }
}

function kindComplaint(value: unknown): string | undefined {
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}

/** Go says whether the text ends too early, and else which character does not fit. */
function syntaxComplaint(text: string, message: string): string {
  const token = /Unexpected token '(.)'/su.exec(message)?.[1];
  const position = /at position (\d+)/.exec(message)?.[1];
  const at = position === undefined ? text.indexOf(token ?? '') : Number(position);
  if (at >= text.length || (token === undefined && position === undefined)) return 'unexpected end of JSON input';
  const place = text.slice(0, at).trim() === '' ? 'looking for beginning of value' : 'in JSON';
  return `invalid character '${text.charAt(at)}' ${place}`;
}
