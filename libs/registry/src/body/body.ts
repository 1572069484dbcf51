import type { KubernetesObject } from '@flotilla/machinery';
import type { Body } from '@flotilla/store';

const NON_ASCII = /[^\0-\x7f]/;

/** UTF-8 text as latin1, a character a byte: what the store, the bus and the caches hold. */
export function toLatin1(text: string): string {
  return NON_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** The inverse of {@link toLatin1}. */
export function fromLatin1(bytes: string): string {
  return NON_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** An object's JSON in the two parts around the digits of its resourceVersion, which is made the first of its metadata. */
export function encodeBody(object: KubernetesObject): Body {
  const { kind, apiVersion, metadata, ...rest } = object;
  const { resourceVersion: _, ...otherMetadata } = metadata;
  const front = JSON.stringify({ kind, apiVersion }).slice(0, -1);
  return {
    head: `${front},"metadata":{"resourceVersion":"`,
    tail: toLatin1(`"${members(otherMetadata)}}${members(rest)}}`),
  };
}

/** The members of an object as JSON, each with a comma before it. */
function members(object: object): string {
  const json = JSON.stringify(object);
  return json === '{}' ? '' : `,${json.slice(1, -1)}`;
}

export function joinBody(body: Body, revision: number): string {
  return `${body.head}${revision}${body.tail}`;
}

export function decodeBody(body: string): KubernetesObject {
  return JSON.parse(fromLatin1(body));
}
