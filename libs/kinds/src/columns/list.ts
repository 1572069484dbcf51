/** How many entries a cell shows before it only counts. */
const shown = 3;

/** `80,443`, `10.0.0.1,10.0.0.2,10.0.0.3 + 2 more...`. */
export function shortList(entries: readonly string[], nothing = '<unset>'): string {
  if (entries.length === 0) return nothing;
  const text = entries.slice(0, shown).join(',');
  return entries.length > shown ? `${text} + ${entries.length - shown} more...` : text;
}

/** Each address once, sorted. */
export function addressList(entries: readonly { ip?: string | undefined; hostname?: string | undefined }[]): string {
  const addresses = entries.map(({ ip, hostname }) => ip || hostname || '').filter((address) => address !== '');
  return [...new Set(addresses)].sort().join(',');
}
