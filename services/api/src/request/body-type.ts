import { unsupportedMediaTypeError } from '@flotilla/machinery';
import { parseMediaType } from './media-type.ts';

export type BodyType = 'json' | 'yaml' | 'protobuf';

const BODY_TYPES: ReadonlyMap<string, BodyType> = new Map([
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['application/vnd.kubernetes.protobuf', 'protobuf'],
]);

/** What a body is written in; JSON where nothing is said. Throws 415. */
export function bodyTypeOf(contentType: string | undefined): BodyType {
  if (contentType === undefined || contentType === '') return 'json';
  const type = BODY_TYPES.get(parseMediaType(contentType).type);
  if (type === undefined) throw unsupportedMediaTypeError([...BODY_TYPES.keys()]);
  return type;
}
