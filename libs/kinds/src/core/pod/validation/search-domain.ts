/** The longest DNS name, in characters. */
const nameLimit = 253;
const label = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const pattern = `${label}(\\.${label})*`;
const domain = new RegExp(`^${pattern}$`);
const rule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";

/** What is wrong with a resolver's search domain, which unlike a host's name may hold underscores. Source: KEP-4427. */
export function checkSearchDomain(name: string): string[] {
  const complaints = name.length > nameLimit ? [`must be no more than ${nameLimit} characters`] : [];
  if (!domain.test(name)) complaints.push(`${rule} (e.g. 'example.com', regex used for validation is '${pattern}')`);
  return complaints;
}
