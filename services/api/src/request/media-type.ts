/** A media type and its parameters, as `Accept` and `Content-Type` hold them. Names in lower case. */
export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';');
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return { type: type.trim().toLowerCase(), parameters };
}

/** What a client accepts, the best first: by its `q`, then as written. Nothing said is everything accepted. */
export function parseAccept(header: string | undefined): readonly MediaType[] {
  const types = (header ?? '')
    .split(',')
    .filter((text) => text.trim() !== '')
    .map(parseMediaType);
  if (types.length === 0) return [parseMediaType('*/*')];
  return types.toSorted((a, b) => quality(b) - quality(a));
}

function quality({ parameters }: MediaType): number {
  const q = Number(parameters.get('q') ?? 1);
  return Number.isNaN(q) ? 1 : q;
}
