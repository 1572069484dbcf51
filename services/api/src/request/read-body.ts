import { badRequestError, tooLargeError } from '@flotilla/machinery';
import type { Request } from 'express';

/** Source: the reference's limit on request bodies, 3 MiB. */
export const BODY_LIMIT_BYTES = 3 * 1024 * 1024;

/**
 * The raw body. Throws 413 past the limit, without reading on: the connection then ends with the answer. Throws 400
 * where the client breaks off.
 */
export async function readBody(request: Request): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > BODY_LIMIT_BYTES) throw tooLarge(request);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // The answer goes over the same connection: a body that is not read to its end must not destroy it.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > BODY_LIMIT_BYTES) throw tooLarge(request);
      chunks.push(chunk);
    }
  } catch (error) {
    if (request.complete || !(error instanceof Error) || !('code' in error) || error.code !== 'ECONNRESET') throw error;
    throw badRequestError('unexpected EOF');
  }
  return Buffer.concat(chunks, length);
}

function tooLarge({ res }: Request): Error {
  res?.setHeader('Connection', 'close');
  return tooLargeError(BODY_LIMIT_BYTES);
}
