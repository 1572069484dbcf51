import { StatusError } from '@flotilla/machinery';

/** What a URL within one of our groups gets where there is nothing. */
export function noSuchPathError(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** A URL outside of every group: the reference answers it with plain text. */
export class NoSuchPage extends Error {
  override readonly name = 'NoSuchPage';
}
