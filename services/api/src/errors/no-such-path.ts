import { StatusError } from '@flotilla/machinery';

/** What a URL that is none of ours gets. */
export function noSuchPathError(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}
