import { badRequestError, StatusError, timeoutError } from '@flotilla/machinery';

/** A revision as clients send it; 0 where they send none. Throws 400. */
export function parseRevision(text = ''): number {
  const revision = Number(text);
  if (/^\d*$/.test(text) && Number.isSafeInteger(revision)) return revision;
  const quoted = JSON.stringify(text);
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  throw badRequestError(`resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${why}`);
}

/** 504 for a revision that has not come. */
export function tooLargeRevision(wanted: number, current: number): StatusError {
  const { message } = timeoutError(`Too large resource version: ${wanted}, current: ${current}`, 1);
  const cause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' };
  return new StatusError(504, 'Timeout', message, { retryAfterSeconds: 1, causes: [cause] });
}
