/**
 * The sentences that a refused name is answered with. Clients and tests compare them, so they are upstream's to the
 * letter. Source: Kubernetes 1.36, apimachinery's validation messages.
 */

/** `limit` is in characters, as upstream says although it counts bytes. */
export function tooManyCharacters(limit: number): string {
  return `must be no more than ${limit} characters`;
}

export function tooManyBytes(limit: number): string {
  return `must be no more than ${limit} bytes`;
}

export function outOfRange(least: number, most: number): string {
  return `must be between ${least} and ${most}, inclusive`;
}

/** `pattern` without its anchors. */
export function mismatch(rule: string, pattern: string, ...examples: string[]): string {
  const list = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (${list === '' ? '' : `e.g. ${list}`}regex used for validation is '${pattern}')`;
}

/** Whether `value` is longer than `limit` bytes in UTF-8. */
export function exceeds(value: string, limit: number): boolean {
  return value.length > limit || (value.length * 3 > limit && Buffer.byteLength(value) > limit);
}
