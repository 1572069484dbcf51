import type { Response } from 'express';

/** `body` is text, or latin1 bytes where `encoding` says so. */
export function sendJson(response: Response, code: number, body: string, encoding: 'utf8' | 'latin1' = 'utf8'): void {
  const bytes = Buffer.from(body, encoding);
  response.writeHead(code, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}
