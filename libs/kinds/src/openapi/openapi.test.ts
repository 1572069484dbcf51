import { isJsonObject, type Json, type JsonObject } from '@flotilla/machinery';
import { describe, expect, it } from 'vitest';
import { loadKinds } from '../facts/load.ts';
import { createKinds } from '../kinds.ts';
import { schema } from '../schema.ts';
import { createOpenApi } from './openapi.ts';

const { all } = createKinds({ facts: loadKinds(), schema, behaviours: {} });

function openApi() {
  return createOpenApi({ kinds: all, types: schema });
}

const apps = JSON.parse(openApi().document('apis/apps/v1') ?? '') as JsonObject;
const deployment = '/apis/apps/v1/namespaces/{namespace}/deployments/{name}';

/** What stands in a document under these names. */
function at(document: Json | undefined, ...names: string[]): Json | undefined {
  return names.reduce<Json | undefined>((inside, name) => (isJsonObject(inside) ? inside[name] : undefined), document);
}

function schemaOf(document: JsonObject, type: string, ...names: string[]): Json | undefined {
  return at(document, 'components', 'schemas', type, ...names);
}

describe('the index', () => {
  it('names the document of every served group version, with a hash that only the content changes', () => {
    const { paths } = openApi().index();

    expect(Object.keys(paths)).toHaveLength(22);
    expect(paths['apis/apps/v1']?.serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{64}$/);
    expect(openApi().index()).toEqual({ paths });
    const hashes = Object.values(paths).map(({ serverRelativeURL }) => serverRelativeURL.replace(/.*=/, ''));
    expect(new Set(hashes).size).toBe(22);
  });

  it('has no document of what is not served', () => {
    expect(openApi().document('apis/apps/v1beta1')).toBeUndefined();
  });
});

describe('a document', () => {
  it('tells kubectl that the server validates fields: a whole parameter beside the kind', () => {
    const patch = at(apps, 'paths', deployment, 'patch');

    expect(at(patch, 'x-kubernetes-group-version-kind')).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(at(patch, 'parameters')).toContainEqual({
      name: 'fieldValidation',
      in: 'query',
      schema: { type: 'string', uniqueItems: true },
    });
    expect(at(patch, 'requestBody', 'content')).toHaveProperty(['application/strategic-merge-patch+json']);
  });

  it('has a path and method for each verb of a kind and its subresources', () => {
    const collection = deployment.replace('/{name}', '');
    const methods = (path: string) =>
      Object.keys(at(apps, 'paths', path) ?? {}).filter((name) => name !== 'parameters');

    expect(methods(deployment).sort()).toEqual(['delete', 'get', 'patch', 'put']);
    expect(methods(collection).sort()).toEqual(['delete', 'get', 'post']);
    expect(methods('/apis/apps/v1/deployments')).toEqual(['get']);
    expect(methods(`${deployment}/scale`).sort()).toEqual(['get', 'patch', 'put']);
  });

  it('tells how patches merge lists', () => {
    const core = JSON.parse(openApi().document('api/v1') ?? '') as JsonObject;

    expect(schemaOf(core, 'io.k8s.api.core.v1.PodSpec', 'properties', 'containers')).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/io.k8s.api.core.v1.Container' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    });
    expect(schemaOf(core, 'io.k8s.api.core.v1.PodSpec', 'required')).toEqual(['containers']);
    expect(schemaOf(core, 'io.k8s.api.core.v1.Pod', 'x-kubernetes-group-version-kind')).toEqual([
      { group: '', version: 'v1', kind: 'Pod' },
    ]);
  });

  it('says of streams that they connect, and of logs that they are text', () => {
    const core = JSON.parse(openApi().document('api/v1') ?? '') as JsonObject;
    const pod = '/api/v1/namespaces/{namespace}/pods/{name}';

    expect(at(core, 'paths', `${pod}/exec`, 'post', 'x-kubernetes-action')).toBe('connect');
    expect(at(core, 'paths', `${pod}/log`, 'get', 'x-kubernetes-action')).toBe('get');
    expect(at(core, 'paths', `${pod}/log`, 'get', 'responses', '200', 'content')).toEqual({
      '*/*': { schema: { type: 'string' } },
    });
  });

  it.each(Object.keys(openApi().index().paths))('holds all that it refers to, and no id twice: %s', (path) => {
    const body = openApi().document(path) ?? '';
    const document = JSON.parse(body) as JsonObject;
    const referredTo = [...body.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    const ids = [...body.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);

    expect(Object.keys(at(document, 'components', 'schemas') ?? {})).toEqual(expect.arrayContaining(referredTo));
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
