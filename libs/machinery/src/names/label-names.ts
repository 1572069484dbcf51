import { exceeds, mismatch, tooManyBytes } from './complaints.ts';
import { checkDnsPrefix } from './dns-names.ts';

const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const VALUE = `(${KEY})?`;
const key = new RegExp(`^${KEY}$`);
const labelValue = new RegExp(`^${VALUE}$`);

const KEY_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const KEY_EXAMPLES = ['MyName', 'my.name', '123-abc'];
/** The longest label value and the longest name part of a key, in bytes. */
const LIMIT = 63;

/** A qualified name: `app`, `example.com/app`. Keys of labels and annotations, finalizers, taints, resource names. */
export function checkLabelKey(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2) {
    const rule = mismatch(`a valid label key ${KEY_RULE}`, KEY, ...KEY_EXAMPLES);
    return [`${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  return [...(parts.length === 2 ? checkPrefix(parts[0] ?? '') : []), ...checkNamePart(name)];
}

export function checkLabelValue(value: string): string[] {
  const complaints = exceeds(value, LIMIT) ? [tooManyBytes(LIMIT)] : [];
  if (labelValue.test(value)) return complaints;
  return [...complaints, mismatch(VALUE_RULE, VALUE, 'MyValue', 'my_value', '12345')];
}

function checkPrefix(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return checkDnsPrefix(prefix).map((complaint) => `prefix part ${complaint}`);
}

function checkNamePart(name: string): string[] {
  const complaints: string[] = [];
  if (name === '') complaints.push('name part must be non-empty');
  else if (exceeds(name, LIMIT)) complaints.push(`name part ${tooManyBytes(LIMIT)}`);
  if (!key.test(name)) complaints.push(`name part ${mismatch(KEY_RULE, KEY, ...KEY_EXAMPLES)}`);
  return complaints;
}
