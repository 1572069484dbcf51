import { exceeds, mismatch, tooManyCharacters } from './complaints.ts';
import { SUBDOMAIN_LIMIT } from './dns-names.ts';

const DATA_KEY = '[-._a-zA-Z0-9]+';
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
const HEADER = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

const dataKey = new RegExp(`^${DATA_KEY}$`);
const cIdentifier = new RegExp(`^${C_IDENTIFIER}$`);
const header = new RegExp(`^${HEADER}$`);
const percent = new RegExp(`^${PERCENT}$`);

/** A key of a ConfigMap or a Secret. */
export function checkDataKey(key: string): string[] {
  const complaints = exceeds(key, SUBDOMAIN_LIMIT) ? [tooManyCharacters(SUBDOMAIN_LIMIT)] : [];
  if (!dataKey.test(key)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    complaints.push(mismatch(rule, DATA_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  return [...complaints, ...checkParentFolder(key)];
}

/** An environment variable's name, by the relaxed rule that is the default since Kubernetes 1.34. */
export function checkEnvironmentName(name: string): string[] {
  const complaints = name === '' ? ['environment variable name must be non-empty'] : [];
  if (!/^[ -<>-~]*$/.test(name)) {
    complaints.push("a valid environment variable name must consist only of printable ASCII characters other than '='");
  }
  return complaints;
}

export function checkCIdentifier(value: string): string[] {
  if (cIdentifier.test(value)) return [];
  const rule =
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
  return [mismatch(rule, C_IDENTIFIER, 'my_name', 'MY_NAME', 'MyName')];
}

export function checkHttpHeaderName(name: string): string[] {
  if (header.test(name)) return [];
  return [mismatch("a valid HTTP header must consist of alphanumeric characters or '-'", HEADER, 'X-Header-Name')];
}

/** `25%`. */
export function checkPercent(value: string): string[] {
  if (percent.test(value)) return [];
  const rule = "a valid percent string must be a numeric string followed by an ending '%'";
  return [mismatch(rule, PERCENT, '1%', '93%')];
}

/** Keys become file names in a volume: none may lead out of it. */
function checkParentFolder(key: string): string[] {
  if (key === '.' || key === '..') return [`must not be '${key}'`];
  return key.startsWith('..') ? ["must not start with '..'"] : [];
}
