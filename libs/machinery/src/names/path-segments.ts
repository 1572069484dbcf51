/** A name that must fit in a URL path as one segment: names of roles, certificate requests and the like. */
export function checkPathSegment(name: string): string[] {
  return name === '.' || name === '..' ? [`may not be '${name}'`] : checkPathSegmentPrefix(name);
}

/** The start of such a name, as `generateName` gives it. */
export function checkPathSegmentPrefix(prefix: string): string[] {
  return ['/', '%'].filter((sign) => prefix.includes(sign)).map((sign) => `may not contain '${sign}'`);
}
