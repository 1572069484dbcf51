import { Transform } from 'node:stream';

/** Where what a program in a Pod calls `/` stands for the client. */
export interface ProxiedPlace {
  /** The path of the proxy, without a slash at its end. */
  readonly prefix: string;
  /** The host that the client asked. */
  readonly host: string | undefined;
}

/** A link of the program's as the client must follow it: links within the program stay within the proxy. */
export function proxiedLink(link: string, { prefix, host }: ProxiedPlace): string {
  const [, origin = '', linkHost, path = ''] = /^((?:https?:)?\/\/([^/?#]*))?(.*)$/is.exec(link) ?? [];
  const isElsewhere = linkHost !== undefined && linkHost !== host;
  if (isElsewhere || !path.startsWith('/') || path.startsWith(prefix)) return link;
  return `${origin}${prefix}${path}`;
}

/** The attributes that hold links. Source: HTML Living Standard, Attributes. */
const LINKS: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  applet: ['codebase'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
};

/** Matching ends at the next `<`, so that no page takes longer than its length. */
const TAG = /<([a-z][a-z0-9]*)(\s(?:"[^"<]*"|'[^'<]*'|[^"'<>])*)>/gi;
const ATTRIBUTE = /([\w-]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/g;

/** A page, or part of one that ends between tags. */
export function proxiedHtml(html: string, place: ProxiedPlace): string {
  return html.replace(TAG, (tag, name: string, attributes: string) => {
    const linking = LINKS[name.toLowerCase()];
    if (linking === undefined) return tag;
    const rewritten = attributes.replace(ATTRIBUTE, (whole, attribute: string, equals: string, value: string) => {
      if (!linking.includes(attribute.toLowerCase())) return whole;
      const [, quote = '', link = ''] = /^(["']?)(.*)\1$/s.exec(value) ?? [];
      return `${attribute}${equals}${quote}${proxiedLink(link, place)}${quote}`;
    });
    return `<${name}${rewritten}>`;
  });
}

/** No tag is longer; what looks like one passes as it is. */
const LONGEST_TAG_BYTES = 64 * 1024;

/** Rewrites a page as it passes. Bytes other than those of links stay as they are, whatever they encode. */
export function proxiedPage(place: ProxiedPlace): Transform {
  let rest = '';
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const text = rest + chunk.toString('latin1');
      const start = text.lastIndexOf('<');
      const isOpen = start >= 0 && text.length - start < LONGEST_TAG_BYTES;
      rest = isOpen ? text.slice(start) : '';
      done(null, Buffer.from(proxiedHtml(isOpen ? text.slice(0, start) : text, place), 'latin1'));
    },
    flush(done) {
      done(null, Buffer.from(proxiedHtml(rest, place), 'latin1'));
    },
  });
}
