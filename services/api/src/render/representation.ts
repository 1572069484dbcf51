import { notAcceptableError } from '@flotilla/machinery';
import { type MediaType, parseAccept } from '../request/media-type.ts';

/** In which form a client wants objects. */
export type Representation = 'object' | 'table' | 'metadata';

const JSON_TYPES = new Set(['application/json', 'application/*', '*/*']);
const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/**
 * The first form in the client's order that can be had. Answers are always JSON: every client that asks for protobuf
 * takes that too. Throws 406 where nothing fits.
 */
export function representationOf(accept: string | undefined): Representation {
  for (const media of parseAccept(accept)) {
    const representation = representationIn(media);
    if (representation !== undefined) return representation;
  }
  throw notAcceptableError(ACCEPTED);
}

function representationIn({ type, parameters }: MediaType): Representation | undefined {
  if (!JSON_TYPES.has(type)) return undefined;
  const as = parameters.get('as');
  if (as === undefined) return 'object';
  if (parameters.get('g') !== 'meta.k8s.io' || parameters.get('v') !== 'v1') return undefined;
  if (as === 'Table') return 'table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'metadata' : undefined;
}
