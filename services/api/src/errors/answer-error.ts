import { internalError, StatusError } from '@flotilla/machinery';
import type { Logger } from '@flotilla/process';
import type { Response } from 'express';
import { NoSuchPage } from './no-such-path.ts';
import { sendJson } from './send-json.ts';

/** Answers with the Status of an error; what is no StatusError is a fault of ours, logged and answered as 500. */
export function answerError(response: Response, error: unknown, logger: Logger): void {
  const known = error instanceof StatusError || error instanceof NoSuchPage ? error : unexpected(error, logger);
  if (response.headersSent || response.destroyed) response.destroy();
  else if (known instanceof NoSuchPage) answerNoSuchPage(response);
  else answerStatus(response, known);
}

function answerStatus(response: Response, { code, status }: StatusError): void {
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined) response.setHeader('Retry-After', `${retryAfter}`);
  sendJson(response, code, JSON.stringify(status));
}

function answerNoSuchPage(response: Response): void {
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
  response.end('404 page not found\n');
}

function unexpected(error: unknown, logger: Logger): StatusError {
  logger.error('request failed', { error });
  return internalError(error instanceof Error ? error.message : String(error));
}
