const pathComponent = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const remainder = new RegExp(
  `^(?<path>${pathComponent}(?:/${pathComponent})*)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][\\w+.-]*:[0-9a-fA-F]{32,}))?$`,
);
const domain = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;

/** The longest path of an image in its registry, in characters. */
const pathLimit = 255;
/** An image's id is no name. */
const isIdentifier = /^[0-9a-f]{64}$/;

/** A container image's name, taken apart. Source: the distribution specification's reference grammar. */
export interface ImageName {
  /** `latest` where the name has neither tag nor digest. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Undefined where `image` is no valid name. */
export function parseImageName(image: string): ImageName | undefined {
  const rest = withoutDomain(image);
  const groups = rest === undefined ? undefined : remainder.exec(rest)?.groups;
  if (groups === undefined || isTooLong(groups.path ?? '') || isIdentifier.test(image)) return undefined;
  const { tag, digest } = groups;
  return { tag: tag ?? (digest === undefined ? 'latest' : undefined), digest };
}

/** Official images lie in the folder `library`, which their short names leave out. */
function isTooLong(path: string): boolean {
  return (path.includes('/') ? path : `library/${path}`).length > pathLimit;
}

/** What precedes the first slash is a registry's host only if it cannot be the first part of a path. */
function withoutDomain(image: string): string | undefined {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (slash < 0 || !isHost) return image;
  return domain.test(first) ? image.slice(slash + 1) : undefined;
}
