import type { Telemetry } from '@flotilla/telemetry';
import type { Request, Response } from 'express';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Runs a write within a span that continues the client's trace where it has one. Reads are not traced. */
export function traced(
  telemetry: Telemetry,
  request: Request,
  response: Response,
  work: () => Promise<void>,
): Promise<void> {
  if (!WRITES.has(request.method)) return work();
  const parent = request.headers.traceparent;
  const path = request.originalUrl.split('?')[0] ?? '';
  const attributes = { 'http.request.method': request.method, 'url.path': path };
  const options = { parent: typeof parent === 'string' ? parent : 'none', kind: 'server', attributes } as const;
  return telemetry.span(`${request.method} ${path}`, options, async (span) => {
    try {
      await work();
    } finally {
      span.set({ 'http.response.status_code': response.statusCode });
    }
  });
}
