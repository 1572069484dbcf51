import type { Kinds } from '@flotilla/kinds';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { discoveryRoutes } from '../discovery/routes.ts';
import { answerError } from '../errors/answer-error.ts';
import { NoSuchPage } from '../errors/no-such-path.ts';
import { authenticate } from '../identity/authenticate.ts';
import { authorizePath } from '../identity/authorize.ts';
import { openApiRoutes } from '../openapi/routes.ts';
import { type HealthChecks, healthRoutes } from './health.ts';
import { handleResource, type ResourceDeps } from './resource-handler.ts';
import { traced } from './traced.ts';
import { versionRoutes } from './version.ts';

export interface AppDeps extends ResourceDeps {
  readonly kinds: Kinds;
  readonly health: HealthChecks;
  /** Where clients reach the server: `10.0.0.2:6443`. */
  readonly serverAddress: string;
}

/** The whole of what the server answers. Health is for anybody; everything else asks who you are. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  const resource = (request: Request, response: Response): Promise<void> =>
    traced(deps.telemetry, request, response, () => handleResource(deps, request, response));
  // First, since nearly all requests are of this kind and every route is looked at in turn.
  app.use((request, response, next) => (isResource(request) ? resource(request, response) : next()));
  app.use(healthRoutes(deps.health));
  app.use(versionRoutes());
  app.use(['/api', '/apis', '/openapi'], (request: Request, _response: Response, next: NextFunction) => {
    authorizePath(authenticate(request), request.method.toLowerCase(), request.originalUrl);
    next();
  });
  app.use(discoveryRoutes(deps.kinds, deps.serverAddress));
  app.use(openApiRoutes());
  app.use(['/api', '/apis'], resource);
  app.use((request: Request) => {
    authorizePath(authenticate(request), request.method.toLowerCase(), request.originalUrl);
    throw new NoSuchPage();
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    answerError(response, error, deps.logger);
  });
  return app;
}

/** Below `/api/<version>/` and `/apis/<group>/<version>/`. These are authorized by what they name. */
function isResource({ originalUrl }: Request): boolean {
  return /^\/(api\/+[^/?]+|apis\/+[^/?]+\/+[^/?]+)\/+[^/?]/.test(originalUrl);
}
