import { arch } from 'node:os';
import { Router } from 'express';

/** The Kubernetes whose API this is. */
export const GIT_VERSION = 'v1.36.3+flotilla';

/** `/version`, for anybody: kubectl asks it before it knows who it is. Source: API reference, version.Info. */
export function versionRoutes(): Router {
  const info = {
    major: '1',
    minor: '36',
    gitVersion: GIT_VERSION,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: `node ${process.version}`,
    compiler: 'v8',
    platform: `linux/${arch() === 'x64' ? 'amd64' : arch()}`,
  };
  const body = JSON.stringify(info);
  const router = Router();
  router.get('/version', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
  });
  return router;
}
