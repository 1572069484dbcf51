import { exceeds, mismatch, tooManyBytes, tooManyCharacters } from './complaints.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const WILDCARD = `\\*\\.${SUBDOMAIN}`;

const label = new RegExp(`^${LABEL}$`);
const subdomain = new RegExp(`^${SUBDOMAIN}$`);
const label1035 = new RegExp(`^${LABEL_1035}$`);
const wildcard = new RegExp(`^${WILDCARD}$`);

const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_1035_RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const WILDCARD_RULE =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";

/** The longest DNS label, in bytes (RFC 1123). */
export const LABEL_LIMIT = 63;
/** The longest DNS name, in bytes (RFC 1123). */
export const SUBDOMAIN_LIMIT = 253;

/** What is wrong with a DNS label (RFC 1123); empty when nothing is. So are all the checks of this folder. */
export function checkDnsLabel(value: string): string[] {
  const complaints = exceeds(value, LABEL_LIMIT) ? [tooManyCharacters(LABEL_LIMIT)] : [];
  if (label.test(value)) return complaints;
  if (subdomain.test(value)) return [...complaints, 'must not contain dots'];
  return [...complaints, mismatch(LABEL_RULE, LABEL, 'my-name', '123-abc')];
}

/** A DNS subdomain (RFC 1123): what most object names must be. */
export function checkDnsSubdomain(value: string): string[] {
  return checkSubdomain(value, tooManyCharacters);
}

/** The same rule where it stands for the prefix of a label key: there upstream counts in bytes. */
export function checkDnsPrefix(value: string): string[] {
  return checkSubdomain(value, tooManyBytes);
}

/** A DNS label that starts with a letter (RFC 1035): names of Services. */
export function checkDns1035Label(value: string): string[] {
  const complaints = exceeds(value, LABEL_LIMIT) ? [tooManyCharacters(LABEL_LIMIT)] : [];
  if (label1035.test(value)) return complaints;
  return [...complaints, mismatch(LABEL_1035_RULE, LABEL_1035, 'my-name', 'abc-123')];
}

/** `*.example.com` (RFC 1034, section 4.3.3). */
export function checkWildcardDnsSubdomain(value: string): string[] {
  const complaints = exceeds(value, SUBDOMAIN_LIMIT) ? [tooManyCharacters(SUBDOMAIN_LIMIT)] : [];
  return wildcard.test(value) ? complaints : [...complaints, mismatch(WILDCARD_RULE, WILDCARD, '*.example.com')];
}

function checkSubdomain(value: string, tooLong: (limit: number) => string): string[] {
  const complaints = exceeds(value, SUBDOMAIN_LIMIT) ? [tooLong(SUBDOMAIN_LIMIT)] : [];
  return subdomain.test(value) ? complaints : [...complaints, mismatch(SUBDOMAIN_RULE, SUBDOMAIN, 'example.com')];
}
