import { afterAll, beforeAll, describe, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { podManifest, podsPath } from '../harness/pods.ts';
import { expectRefusal } from '../harness/refusal.ts';

/** Expected texts are what the decoders of k8s.io/apimachinery 0.36.3 say of these bodies. */

let controlPlane: TestControlPlane;
let api: ApiClient;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
});
afterAll(() => controlPlane.stop());

const unrecognized = (why: string, shown: string): string =>
  `the object provided is unrecognized (must be of type Pod): ${why} (${shown})`;
const notJson = (why: string, shown: string): string =>
  unrecognized(`couldn't get version/kind; json parse error: ${why}`, shown);
const unfit = (why: string): string => `Pod in version "v1" cannot be handled as a Pod: ${why}`;
const hex = (text: string): string => Buffer.from(text).toString('hex');
const into = String.raw`Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

const refused = (contentType: string, body: string | Uint8Array, message: string, query = '') =>
  expectRefusal(api, {
    method: 'POST',
    path: `${podsPath('default')}${query}`,
    sent: { body, contentType },
    code: 400,
    reason: 'BadRequest',
    message,
  });

describe('a body that is not JSON', () => {
  const open = '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"broken"';
  test.each([
    ['is cut off', open, notJson('unexpected end of JSON input', '{"kind":"Pod","apiVersion":"v1 ...')],
    [
      'has a comma too many',
      `${open}},}`,
      notJson("invalid character '}' looking for beginning of object key string", '{"kind":"Pod","apiVersion":"v1 ...'),
    ],
    [
      'is no JSON at all',
      'not json',
      notJson("invalid character 'o' in literal null (expecting 'u')", hex('not json')),
    ],
    ['is empty', '', notJson('unexpected end of JSON input', '<empty>')],
    ['is a list', '[]', notJson(`json: cannot unmarshal array into ${into}`, hex('[]'))],
    ['is a text', '"x"', notJson(`json: cannot unmarshal string into ${into}`, hex('"x"'))],
    [
      'has a number for a kind',
      '{"kind":5}',
      notJson('json: cannot unmarshal number into Go struct field .kind of type string', '{"kind":5}'),
    ],
    [
      'has a version that is none',
      '{"kind":"Pod","apiVersion":"a/b/c"}',
      unrecognized('unexpected GroupVersion string: a/b/c', '{"kind":"Pod","apiVersion":"a/ ...'),
    ],
  ])('that %s', (_, body, message) => refused('application/json', body, message));
});

describe('a body that is not YAML', () => {
  test.each([
    [
      'maps where it may not',
      'kind: Pod\n  apiVersion: v1\n',
      unrecognized(
        'yaml: line 2: mapping values are not allowed in this context',
        hex('kind: Pod\n  apiVersion: v1\n'),
      ),
    ],
    ['is cut off', 'a: [1,', unrecognized('yaml: line 1: did not find expected node content', hex('a: [1,'))],
    [
      'begins with a tab',
      '\tkind: Pod',
      unrecognized('yaml: found character that cannot start any token', hex('\tkind: Pod')),
    ],
    [
      'names an anchor that is not there',
      'kind: Pod\nx: *nope\n',
      unrecognized("yaml: unknown anchor 'nope' referenced", hex('kind: Pod\nx: *nope\n')),
    ],
    ['is a list', '- a\n', notJson(`json: cannot unmarshal array into ${into}`, hex('- a\n'))],
    ['is a text', 'just text', notJson(`json: cannot unmarshal string into ${into}`, hex('just text'))],
  ])('that %s', (_, body, message) => refused('application/yaml', body, message));
});

describe('a body that is not protobuf', () => {
  const prefix = 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]';
  // A Pod as Go encodes it, without its last three bytes.
  const cut = Buffer.from(
    '6b3873000a090a0276311203506f6412460a110a017812001a0022002a00320038004200121c1a0032004200' +
      '4a0052005800600068008201008a01009a0100c201001a130a001a0022002a0032004a005a0072008801001a',
    'hex',
  );
  test.each([
    ['is empty', Buffer.from(''), unrecognized('empty data', '<empty>')],
    ['is something else', Buffer.from('junk'), unrecognized(prefix, hex('junk'))],
    ['ends after the prefix', Buffer.from('k8s\0'), unrecognized('empty body', hex('k8s\0'))],
    ['is cut off', cut, unrecognized('unexpected EOF', `${cut.subarray(0, 30).toString('hex')} ...`)],
  ])('that %s', (_, body, message) => refused('application/vnd.kubernetes.protobuf', body, message));
});

describe('a Pod with a value of the wrong type', () => {
  const pod = (rest: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},${rest}}`;
  const given = (what: string, field: string, type: string): string =>
    unfit(`json: cannot unmarshal ${what} into Go struct field ${field} of type ${type}`);
  test.each([
    ['"spec":{"containers":"none"}', given('string', 'PodSpec.spec.containers', '[]v1.Container')],
    ['"spec":{"containers":[{"name":5}]}', given('number', 'Container.spec.containers.name', 'string')],
    [
      '"spec":{"terminationGracePeriodSeconds":"soon"}',
      given('string', 'PodSpec.spec.terminationGracePeriodSeconds', 'int64'),
    ],
    ['"spec":{"hostNetwork":"yes"}', given('string', 'PodSpec.spec.hostNetwork', 'bool')],
    [
      '"spec":{"containers":[{"name":"c","ports":[{"containerPort":80.5}]}]}',
      given('number 80.5', 'ContainerPort.spec.containers.ports.containerPort', 'int32'),
    ],
    [
      '"spec":{"containers":[{"name":"c","ports":[{"containerPort":99999999999}]}]}',
      given('number 99999999999', 'ContainerPort.spec.containers.ports.containerPort', 'int32'),
    ],
    [
      '"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"lots"}}}]}',
      unfit("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
    ],
  ])('%s', (rest, message) => refused('application/json', pod(rest), message));
});

describe('with strict validation', () => {
  const strict = '?fieldValidation=Strict';
  test('fields that are unknown are all named', () =>
    refused(
      'application/json',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"foo":1,"containers":[{"name":"c","image":"i","bar":2}]}}',
      unfit('strict decoding error: unknown field "spec.foo", unknown field "spec.containers[0].bar"'),
      strict,
    ));

  test('a field that is there twice is named', () =>
    refused(
      'application/json',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","name":"y"},"spec":{"containers":[{"name":"c","image":"i"}]}}',
      unfit('strict decoding error: duplicate field "metadata.name"'),
      strict,
    ));

  test('YAML is as strict', () =>
    refused(
      'application/yaml',
      'kind: Pod\napiVersion: v1\nspec:\n  foo: 1\n',
      unfit('strict decoding error: unknown field "spec.foo"'),
      strict,
    ));
});

describe('a body of another kind', () => {
  test.each([
    [
      'than the path',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } },
      'ConfigMap in version "v1" cannot be handled as a Pod: converting (v1.ConfigMap) to (core.Pod): unknown conversion',
    ],
    [
      'than any',
      { apiVersion: 'v1', kind: 'Gizmo', metadata: { name: 'x' } },
      'Gizmo in version "v1" cannot be handled as a Pod: no kind "Gizmo" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    ],
  ])('%s', (_, body, message) => refused('application/json', JSON.stringify(body), message));
});

test('a body past the limit', async () => {
  const pod = podManifest('big', { command: ['echo', 'x'.repeat(3 * 1024 * 1024)] });
  await expectRefusal(api, {
    method: 'POST',
    path: podsPath('default'),
    sent: { body: pod },
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: 'Request entity too large: limit is 3145728',
  });
});

test('a body of a type that nobody reads', () =>
  expectRefusal(api, {
    method: 'POST',
    path: podsPath('default'),
    sent: { body: 'x', contentType: 'text/plain' },
    code: 415,
    reason: 'UnsupportedMediaType',
    message:
      'the body of the request was in an unknown format - accepted media types include: application/json, ' +
      'application/yaml, application/vnd.kubernetes.protobuf',
  }));
