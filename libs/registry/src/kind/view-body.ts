import type { Kind } from '@flotilla/kinds';
import { decodeBody, encodeBody, joinBody } from '../body/body.ts';

/** A stored object's bytes in the form of the kind that was asked for: the same bytes, but for the views. */
export function viewBody(kind: Kind, body: string, revision: number): string {
  const { view } = kind.behaviour;
  return view === undefined ? body : joinBody(encodeBody(view.fromStored(decodeBody(body))), revision);
}
