import { internalError, StatusError } from '@flotilla/machinery';
import type { Logger } from '@flotilla/process';
import type { Response } from 'express';
import { sendJson } from './send-json.ts';

/** Answers with the Status of an error; what is no StatusError is a fault of ours, logged and answered as 500. */
export function answerError(response: Response, error: unknown, logger: Logger): void {
  const known = error instanceof StatusError ? error : unexpected(error, logger);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status } = known;
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined) response.setHeader('Retry-After', `${retryAfter}`);
  sendJson(response, known.code, JSON.stringify(status));
}

function unexpected(error: unknown, logger: Logger): StatusError {
  logger.error('request failed', { error });
  return internalError(error instanceof Error ? error.message : String(error));
}
