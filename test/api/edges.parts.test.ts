import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient, Sent } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { configMapsPath, createConfigMap, createNamespace, label, told } from '../harness/objects.ts';
import { expectRefusal } from '../harness/refusal.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;
let uid: string;
const path = configMapsPath('default');
const merge = 'application/merge-patch+json';

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
  uid = (await createConfigMap(api, 'default', 'present')).metadata.uid;
});
afterAll(() => controlPlane.stop());

const named = (name: string): Sent => ({ body: { metadata: { name } } });

describe('a dry run is refused', () => {
  test('in a namespace that is not there', () =>
    expectRefusal(api, {
      method: 'POST',
      path: `${configMapsPath('nowhere')}?dryRun=All`,
      sent: named('x'),
      code: 404,
      reason: 'NotFound',
      message: 'namespaces "nowhere" not found',
      details: { name: 'nowhere', kind: 'namespaces' },
    }));

  test('in a namespace that is going away', async () => {
    const namespace = await createNamespace(api, 'going');
    await api.send('DELETE', `/api/v1/namespaces/${namespace}`);
    const message = `unable to create new content in namespace ${namespace} because it is being terminated`;
    await expectRefusal(api, {
      method: 'POST',
      path: `${configMapsPath(namespace)}?dryRun=All`,
      sent: named('x'),
      code: 403,
      reason: 'Forbidden',
      message: `configmaps "x" is forbidden: ${message}`,
      details: {
        name: 'x',
        kind: 'configmaps',
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
  });

  test('of something that is there already', () =>
    expectRefusal(api, {
      method: 'POST',
      path: `${path}?dryRun=All`,
      sent: named('present'),
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "present" already exists',
      details: { name: 'present', kind: 'configmaps' },
    }));
});

test('a dry run of a deletion, of one or of all, deletes nothing', async () => {
  expect((await api.send('DELETE', `${path}/present?dryRun=All`)).code).toBe(200);
  expect((await api.send('DELETE', `${path}?dryRun=All`)).code).toBe(200);
  expect((await api.get(`${path}/present`)).metadata.uid).toBe(uid);
});

test.each([
  ['a form that there is none of', path, { accept: 'text/html' }, 406],
  ['rows of no known kind', `${path}?includeObject=nothing`, {}, 400],
])('who wants %s as the answer writes nothing', async (_, to, options, code) => {
  expect((await api.send('POST', to, { ...named('unanswered'), ...options })).code).toBe(code);
  expect((await api.send('GET', `${path}/unanswered`)).code).toBe(404);
});

describe('refused is', () => {
  test('a change of an object that was made anew', () =>
    expectRefusal(api, {
      method: 'PUT',
      path: `${path}/present`,
      sent: { body: { metadata: { name: 'present', uid: 'another' } } },
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "present": Precondition failed: UID in precondition: another, ' +
        `UID in object meta: ${uid}`,
      details: { name: 'present', kind: 'configmaps' },
    }));

  test('a patch that makes it another kind', () =>
    expectRefusal(api, {
      method: 'PATCH',
      path: `${path}/present`,
      sent: { body: { kind: 'Secret' }, contentType: merge },
      code: 400,
      reason: 'BadRequest',
      message:
        'the API version in the data (v1, Kind=Secret) does not match the expected API version (v1, Kind=ConfigMap)',
    }));

  test('an apply, which is not served yet', () =>
    expectRefusal(api, {
      method: 'PATCH',
      path: `${path}/present?fieldManager=x`,
      sent: { body: '{}', contentType: 'application/apply-patch+yaml' },
      code: 415,
      reason: 'UnsupportedMediaType',
      message: 'server-side apply is not served yet by this version of Flotilla',
    }));

  const options = (method: 'POST' | 'PATCH' | 'DELETE', query: string, field: string, reason: string, why: string) => {
    const kind = { POST: 'CreateOptions', PATCH: 'PatchOptions', DELETE: 'DeleteOptions' }[method];
    return expectRefusal(api, {
      method,
      path: `${method === 'POST' ? path : `${path}/present`}?${query}`,
      sent: method === 'DELETE' ? {} : { body: {}, ...(method === 'PATCH' && { contentType: merge }) },
      code: 422,
      reason: 'Invalid',
      message: `${kind}.meta.k8s.io "" is invalid: ${field}: ${why}`,
      details: { group: 'meta.k8s.io', kind, causes: [{ reason, message: why, field }] },
    });
  };

  test.each([
    ['POST', `fieldManager=${'x'.repeat(129)}`, 'fieldManager', 'TooLong', 'Too long: may not be more than 128 bytes'],
    [
      'PATCH',
      'fieldManager=a%01',
      'fieldManager',
      'Invalid',
      'Invalid value: "a\\u0001": invalid character U+0001 (at position 1)',
    ],
    ['PATCH', 'force=true', 'force', 'Forbidden', 'Forbidden: may not be specified for non-apply patch'],
    [
      'DELETE',
      'propagationPolicy=Orphan&orphanDependents=true',
      'propagationPolicy',
      'Invalid',
      'Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
    ],
    [
      'DELETE',
      'propagationPolicy=Later',
      'propagationPolicy',
      'NotSupported',
      'Unsupported value: "Later": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
  ] as const)('%s with %s', (method, query, field, reason, why) =>
    options(method, query, field, `FieldValue${reason}`, why),
  );

  test.each([
    ['resourceVersion=abc', /^resourceVersion: Invalid value: "abc": .*: invalid syntax$/],
    ['resourceVersion=-1', /^resourceVersion: Invalid value: "-1": .*: invalid syntax$/],
    [`resourceVersion=${10n ** 24n}`, /: value out of range$/],
    ['watch=true&resourceVersion=abc', /^resourceVersion: Invalid value: "abc": .*: invalid syntax$/],
    ['limit=many', /parsing "many": invalid syntax$/],
    [`limit=${10n ** 24n}`, /: value out of range$/],
  ])('a collection with %s', (query, message) =>
    expectRefusal(api, { method: 'GET', path: `${path}?${query}`, code: 400, reason: 'BadRequest', message }),
  );
});

test.each([0, -1])('a limit of %i is none', async (limit) => {
  expect((await api.list(`${path}?limit=${limit}`)).items).toEqual((await api.list(path)).items);
});

test('what is deleted in the foreground stays until its dependents are gone', async () => {
  await createConfigMap(api, 'default', 'owner');
  const { code, headers, text } = await api.send('DELETE', `${path}/owner?propagationPolicy=Foreground`);
  expect({ code, warning: headers.warning }).toEqual({ code: 200, warning: undefined });
  const { metadata } = JSON.parse(text);
  expect(metadata).toMatchObject({ finalizers: ['foregroundDeletion'], deletionTimestamp: expect.any(String) });
  expect((await api.get(`${path}/owner`)).metadata).toEqual(metadata);
});

test('an object is held by its finalizers, can get no more, and goes with the last one', async () => {
  await api.create(path, { metadata: { name: 'held', finalizers: ['example.com/one'], deletionTimestamp: null } });
  const terminating = JSON.parse((await api.send('DELETE', `${path}/held`)).text);
  expect(terminating.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: ['example.com/one'] });
  expect(JSON.parse((await api.send('DELETE', `${path}/held`)).text)).toEqual(terminating);
  const finalize = (finalizers: readonly string[] | null) =>
    api.send('PATCH', `${path}/held`, { body: { metadata: { finalizers } }, contentType: merge });
  expect((await finalize(['example.com/one', 'example.com/two'])).code).toBe(422);
  expect((await finalize(null)).code).toBe(200);
  expect((await api.send('GET', `${path}/held`)).code).toBe(404);
});

test('a namespace on an object that has none is dropped, and a long prefix of a name is cut', async () => {
  const namespace = await api.create('/api/v1/namespaces', { metadata: { name: 'unplaced', namespace: 'default' } });
  expect(namespace.metadata).not.toHaveProperty('namespace');
  const { metadata } = await api.create(path, { metadata: { generateName: 'g'.repeat(100) } });
  expect(metadata.name).toMatch(/^g{58}[a-z0-9]{5}$/);
});

test('a watch may ask for longer than a timer can hold', async () => {
  const namespace = await createNamespace(api, 'patience');
  const watching = await api.watch(`${configMapsPath(namespace)}?watch=true&timeoutSeconds=99999999999`);
  await createConfigMap(api, namespace, 'one');
  await watching.until('the event', ({ type }) => type === 'ADDED');
  expect(told(watching)).toEqual(['ADDED one']);
  watching.close();
});

test('a Secret is told as it was, also from what only the stream still has', async () => {
  const secrets = '/api/v1/namespaces/default/secrets';
  const metadata = { name: 'key', labels: { app: 'x' } };
  const { resourceVersion } = (await api.list(secrets)).metadata;
  await api.create(secrets, { metadata, stringData: { key: 'one' } });
  const left = await label(api, `${secrets}/key`, { app: 'y' });
  await controlPlane.restartApi();
  const watching = await api.watch(`${secrets}?watch=true&labelSelector=app%3Dx&resourceVersion=${resourceVersion}`);
  await watching.until('it leaves the selection', ({ type }) => type === 'DELETED');
  const seen = watching.events.map(({ type, object: { metadata: told, data } }) => ({ type, told, data }));
  expect(seen).toEqual([
    { type: 'ADDED', told: expect.objectContaining(metadata), data: { key: btoa('one') } },
    {
      type: 'DELETED',
      told: expect.objectContaining({ ...metadata, resourceVersion: left.metadata.resourceVersion }),
      data: { key: btoa('one') },
    },
  ]);
  watching.close();
});

describe('a request that is not as it should be', () => {
  /** Sends these bytes, and resolves with the head of what is answered until the server or we end the connection. */
  async function exchange(bytes: string, rest: 'left open' | 'broken off' = 'left open'): Promise<string> {
    const socket = controlPlane.connect();
    // A server that has said what it had to say need not read on.
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.write(bytes);
    if (rest === 'broken off') {
      socket.destroy();
      return '';
    }
    while (!answer.includes('\r\n\r\n') && !socket.closed) {
      await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    }
    socket.destroy();
    return answer.split('\r\n')[0] ?? '';
  }
  const post = `POST ${path} HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\n`;

  test('too long, in pieces: is answered before it has come whole', async () => {
    const piece = `${(65_536).toString(16)}\r\n${' '.repeat(65_536)}\r\n`;
    expect(await exchange(`${post}Transfer-Encoding: chunked\r\n\r\n${piece.repeat(60)}`)).toBe(
      'HTTP/1.1 413 Payload Too Large',
    );
  });

  test('shorter than it says, and broken off: harms nobody', async () => {
    await exchange(`${post}Content-Length: 1000\r\n\r\n{"metadata":{"name":"half"`, 'broken off');
    expect((await api.send('GET', `${path}/half`)).code).toBe(404);
  });

  test.each(['http://host:99999/api/v1/namespaces', '//', '/api/v1/namespaces/%zz', '/openapi/v3/%zz'])(
    'of the target %s: is one of the client’s faults',
    async (target) => {
      expect(await exchange(`GET ${target} HTTP/1.1\r\nHost: api\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d /);
    },
  );

  test('HEAD: is not allowed of resources', async () => {
    expect((await api.send('HEAD', path)).code).toBe(405);
    expect((await api.send('HEAD', `${path}?watch=true`)).code).toBe(405);
  });
});
