import { createHash } from 'node:crypto';
import type { Kinds } from '@flotilla/kinds';
import { type Request, type Response, Router } from 'express';
import { parseAccept } from '../request/media-type.ts';
import { aggregatedDiscovery, type DiscoveryVersion } from './aggregated.ts';
import { apiGroup, type GroupVersions, groupsOf } from './groups.ts';
import { apiGroupList, apiResourceList, apiVersions } from './legacy.ts';

interface Document {
  readonly body: string;
  readonly etag: string;
}

/** What the server has: `/api`, `/apis` and below, in the old form and the aggregated one. Made once. */
export function discoveryRoutes(kinds: Kinds, serverAddress: string): Router {
  const groups = groupsOf(kinds.all);
  const core = groups.filter(({ name }) => name === '');
  const named = groups.filter(({ name }) => name !== '');
  const router = Router();
  router.get('/api', rootHandler(core, apiVersions(serverAddress)));
  router.get('/apis', rootHandler(named, apiGroupList(named)));
  for (const group of groups) {
    const root = group.name === '' ? '/api' : `/apis/${group.name}`;
    if (group.name !== '') serve(router, root, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) });
    for (const { version, kinds: own } of group.versions) {
      serve(router, `${root}/${version}`, apiResourceList({ group: group.name, version }, own));
    }
  }
  return router;
}

function serve(router: Router, path: string, content: object): void {
  const made = document(content);
  router.get(path, (request, response) => send(request, response, made, 'application/json'));
}

/** The first form in the client's order; clients that name no form they know get the old one. */
function rootHandler(groups: readonly GroupVersions[], legacy: object): (request: Request, response: Response) => void {
  const old = document(legacy);
  const aggregated = new Map<string, Document>();
  for (const version of ['v2', 'v2beta1'] as const satisfies DiscoveryVersion[]) {
    aggregated.set(version, document(aggregatedDiscovery(version, groups)));
  }
  return (request, response) => {
    for (const { parameters } of parseAccept(request.headers.accept)) {
      const found = parameters.get('as') === 'APIGroupDiscoveryList' && aggregated.get(parameters.get('v') ?? '');
      if (!found || parameters.get('g') !== 'apidiscovery.k8s.io') continue;
      const type = `application/json;g=apidiscovery.k8s.io;v=${parameters.get('v')};as=APIGroupDiscoveryList`;
      return send(request, response, found, type);
    }
    send(request, response, old, 'application/json');
  };
}

function document(content: object): Document {
  const body = JSON.stringify(content);
  return { body, etag: `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"` };
}

function send(request: Request, response: Response, { body, etag }: Document, type: string): void {
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept');
  response.setHeader('Cache-Control', 'public');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
}
