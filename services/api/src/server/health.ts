import { type Request, type Response, Router } from 'express';
import { splitTarget } from '../request/request.ts';

/** Each check says what is wrong, or nothing. */
export type HealthChecks = Readonly<Record<string, () => Promise<string | undefined>>>;

/** `/livez` is about this process alone, `/readyz` and `/healthz` about what it needs too. */
export function healthRoutes(checks: HealthChecks): Router {
  const router = Router();
  router.get(['/healthz', '/readyz'], (request, response) => answer(request, response, checks));
  router.get('/livez', (request, response) => answer(request, response, {}));
  return router;
}

async function answer(request: Request, response: Response, checks: HealthChecks): Promise<void> {
  const named = Object.entries({ ping: async () => undefined, ...checks });
  const found = await Promise.all(named.map(async ([name, check]) => ({ name, trouble: await check() })));
  const failed = found.some(({ trouble }) => trouble !== undefined);
  const verbose = failed || splitTarget(request.originalUrl).query.has('verbose');
  const lines = found.map(({ name, trouble }) =>
    trouble === undefined ? `[+]${name} ok` : `[-]${name} failed: ${trouble}`,
  );
  const path = request.path.slice(1);
  const text = verbose ? `${lines.join('\n')}\n${path} check ${failed ? 'failed' : 'passed'}\n` : 'ok';
  response.writeHead(failed ? 500 : 200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}
