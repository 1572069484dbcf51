import { openApiDocument, openApiIndex } from '@flotilla/kinds';
import { Router } from 'express';
import { noSuchPathError } from '../errors/no-such-path.ts';
import { sendJson } from '../errors/send-json.ts';

const YEAR_SECONDS = 365 * 24 * 3600;

/** `/openapi/v3` and a document for each group and version. A document's hash is in its URL: it may be kept for ever. */
export function openApiRoutes(): Router {
  const router = Router();
  router.get('/openapi/v3', (_request, response) => sendJson(response, 200, JSON.stringify(openApiIndex())));
  router.get(/^\/openapi\/v3\//, (request, response) => {
    const body = openApiDocument(request.path.slice('/openapi/v3/'.length));
    if (body === undefined) throw noSuchPathError();
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': `public, immutable, max-age=${YEAR_SECONDS}`,
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  });
  return router;
}
