import { exceeds, outOfRange, tooManyCharacters } from './complaints.ts';

/** IANA's limit for a service name, in bytes (RFC 6335). */
const NAME_LIMIT = 15;

/** A port's name, as IANA writes service names (RFC 6335), lower case only. */
export function checkPortName(name: string): string[] {
  const complaints: string[] = [];
  if (exceeds(name, NAME_LIMIT)) complaints.push(tooManyCharacters(NAME_LIMIT));
  if (!/^[-a-z0-9]+$/.test(name)) {
    complaints.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(name)) complaints.push('must contain at least one letter (a-z)');
  if (name.includes('--')) complaints.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) complaints.push('must not begin or end with a hyphen');
  return complaints;
}

export function checkPortNumber(port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? [] : [outOfRange(1, 65_535)];
}
