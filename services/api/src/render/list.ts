import type { Kind } from '@flotilla/kinds';
import { type ListMeta, partialObjectMetadata } from '@flotilla/machinery';
import { apiVersionOf, decodeBody, type Listing, viewBody } from '@flotilla/registry';
import type { AnswerForm } from './answer-form.ts';
import { tableOf } from './table.ts';

/** A listing in the form that was asked for, as latin1 bytes. `now` is in milliseconds. */
export function renderList(kind: Kind, listing: Listing, form: AnswerForm, now: number): string {
  const { representation, rowObject } = form;
  const metadata = listMetadata(listing);
  const bodies = listing.entries.map((entry) => viewBody(kind, entry.body, entry.revision));
  if (representation === 'object') return objectList(kind, metadata, bodies);
  const objects = bodies.map(decodeBody);
  if (representation === 'table') return latin1(tableOf(kind, metadata, objects, { rowObject, now }));
  const items = objects.map(partialObjectMetadata);
  return latin1({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items });
}

function listMetadata({ revision, continue: token, remaining }: Listing): ListMeta {
  return {
    resourceVersion: `${revision}`,
    ...(token === undefined ? {} : { continue: token }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  };
}

/** The stored bytes, joined: an item of a typed list does not repeat its kind and version. */
function objectList(kind: Kind, metadata: object, bodies: readonly string[]): string {
  const apiVersion = apiVersionOf(kind);
  const prefix = `{"kind":"${kind.kind}","apiVersion":"${apiVersion}",`;
  const items = bodies.map((body) => (body.startsWith(prefix) ? `{${body.slice(prefix.length)}` : body)).join(',');
  return `{"kind":"${kind.kind}List","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[${items}]}\n`;
}

function latin1(value: object): string {
  return Buffer.from(`${JSON.stringify(value)}\n`, 'utf8').toString('latin1');
}
