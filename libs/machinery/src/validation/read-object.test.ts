import { describe, expect, test } from 'vitest';
import { podType, smallSchema } from '../testing/small-schema.ts';
import { type ReadOptions, readObject } from './read-object.ts';

const options: ReadOptions = {
  format: 'json',
  expected: { group: '', version: 'v1', kind: 'Pod', type: podType },
  schema: smallSchema,
  fieldValidation: 'Strict',
  isKnown: (apiVersion, kind) => apiVersion === 'v1' && kind === 'Service',
};

function read(text: string, changes: Partial<ReadOptions> = {}) {
  return readObject(text, { ...options, ...changes });
}

const pod = (spec: object, metadata: object = { name: 'a' }) => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
const readPod = (spec: object, changes: Partial<ReadOptions> = {}) => read(JSON.stringify(pod(spec)), changes);

test('a whole object is read as it is', () => {
  const whole = pod({ containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, target: 'http' }] }] });
  expect(read(JSON.stringify(whole))).toEqual({ object: whole, warnings: [] });
});

test('what the body does not say of its kind comes from the URL', () => {
  expect(read('{}').object).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: {} });
  expect(read('null').object).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: {} });
});

test('nulls and zeros that would be left out are none', () => {
  const { object } = readPod({
    hostNetwork: false,
    containers: [{ name: '', image: '', args: null, env: [] }],
    nodeSelector: {},
    terminationGracePeriodSeconds: 0,
    strategy: null,
    extension: { keeps: null },
  });
  expect(object.spec).toEqual({
    containers: [{ name: '' }],
    terminationGracePeriodSeconds: 0,
    extension: { keeps: null },
  });
});

test('a null in a list or map stands for the zero of its type', () => {
  const { object } = readPod({
    containers: [null, { name: 'c', args: [null] }],
    nodeSelector: { a: null },
    overhead: { cpu: null },
  });
  expect(object.spec).toEqual({
    containers: [{}, { name: 'c', args: [''] }],
    nodeSelector: { a: '' },
    overhead: { cpu: '0' },
  });
});

test('times, quantities and bytes are written as they are stored', () => {
  const metadata = { name: 'a', creationTimestamp: '2026-01-02T03:04:05.678+02:00' };
  const spec = {
    overhead: { cpu: '1000m', memory: 1024 },
    renewTime: '2026-01-02T03:04:05.678901Z',
    secret: 'aGVs\nbG8=',
  };
  const { object } = read(JSON.stringify(pod(spec, metadata)));
  expect(object.metadata.creationTimestamp).toBe('2026-01-02T01:04:05Z');
  expect(object.spec).toEqual({
    overhead: { cpu: '1', memory: '1024' },
    renewTime: '2026-01-02T03:04:05.678901Z',
    secret: 'aGVsbG8=',
  });
});

describe('unknown and repeated fields', () => {
  const text =
    '{"kind":"Pod","kind":"Pod","foo":1,"metadata":{"name":"a","name":"b","labels":{"x":"1","x":"2"}},"spec":{"containers":[{"name":"c","bar":{}}]}}';
  const complaints = [
    'duplicate field "kind"',
    'unknown field "foo"',
    'duplicate field "metadata.name"',
    'duplicate field "metadata.labels.x"',
    'unknown field "spec.containers[0].bar"',
  ];
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'b', labels: { x: '2' } },
    spec: { containers: [{ name: 'c' }] },
  };

  test('are refused by strict validation, all in one sentence', () => {
    const message = `Pod in version "v1" cannot be handled as a Pod: strict decoding error: ${complaints.join(', ')}`;
    expect(() => read(text)).toThrow(expect.objectContaining({ message, code: 400, reason: 'BadRequest' }));
  });

  test('are warned of', () => {
    expect(read(text, { fieldValidation: 'Warn' })).toEqual({ object, warnings: complaints });
  });

  test('are ignored', () => {
    expect(read(text, { fieldValidation: 'Ignore' })).toEqual({ object, warnings: [] });
  });
});

test.each([
  [{ containers: 'x' }, 'string into Go struct field PodSpec.spec.containers of type []v1.Container'],
  [{ containers: [{ name: 5 }] }, 'number into Go struct field Container.spec.containers.name of type string'],
  [{ containers: [[]] }, 'array into Go struct field PodSpec.spec.containers of type v1.Container'],
  [{ nodeSelector: { a: true } }, 'bool into Go struct field PodSpec.spec.nodeSelector of type string'],
  [{ nodeSelector: [] }, 'array into Go struct field PodSpec.spec.nodeSelector of type map[string]string'],
  [{ hostNetwork: {} }, 'object into Go struct field PodSpec.spec.hostNetwork of type bool'],
  [
    { containers: [{ ports: [{ containerPort: 1.5 }] }] },
    'number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
  ],
  [
    { containers: [{ ports: [{ containerPort: 3e9 }] }] },
    'number 3000000000 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
  ],
  [
    { containers: [{ ports: [{ target: [] }] }] },
    'array into Go struct field ContainerPort.spec.containers.ports.target of type int32',
  ],
  [{ renewTime: 5 }, 'number into Go struct field PodSpec.spec.renewTime of type string'],
])('the spec %j is refused with the words of the reference', (spec, what) => {
  const message = `Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal ${what}`;
  expect(() => readPod(spec)).toThrow(expect.objectContaining({ message, code: 400, reason: 'BadRequest' }));
});

test.each([
  [{ overhead: { cpu: 'a' } }, /: quantities must match the regular expression '/],
  [{ overhead: { cpu: '1x' } }, /: quantities must match the regular expression '/],
  [
    { renewTime: 'today' },
    /: parsing time "today" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "today" as "2006"$/,
  ],
  [{ secret: 'a*' }, /: illegal base64 data at input byte 1$/],
])('the spec %j is refused by what its field holds', (spec, message) => {
  expect(() => readPod(spec)).toThrow(message);
});

const ENVELOPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

test.each([
  ['', "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)"],
  [
    '{"kind":"Pod","metadata":{"name":}}',
    `couldn't get version/kind; json parse error: invalid character '}' looking for beginning of value ({"kind":"Pod","metadata":{"nam ...)`,
  ],
  ['x', "couldn't get version/kind; json parse error: invalid character 'x' looking for beginning of value (78)"],
  [
    '[]',
    `couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type ${ENVELOPE} (5b5d)`,
  ],
  [
    '{"kind":5}',
    `couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})`,
  ],
  ['{"apiVersion":"a/b/c"}', 'unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})'],
])('the body %j is not recognized', (text, why) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      message: `the object provided is unrecognized (must be of type Pod): ${why}`,
      code: 400,
    }),
  );
});

test('another kind is refused, and so is another version', () => {
  expect(() => read('{"kind":"Nope"}')).toThrow(
    'Nope in version "v1" cannot be handled as a Pod: no kind "Nope" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  );
  expect(() => read('{"kind":"Service"}')).toThrow(
    'Service in version "v1" cannot be handled as a Pod: converting (v1.Service) to (core.Pod): unknown conversion',
  );
  expect(() => read('{"apiVersion":"v2"}', { isKnown: () => true })).toThrow(
    'the API version in the data (v2) does not match the expected API version (v1)',
  );
});

describe('YAML', () => {
  test('is read like JSON', () => {
    const { object } = read('kind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: yes\n', { format: 'yaml' });
    expect(object).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { hostNetwork: true } });
  });

  test('that cannot be read is not recognized', () => {
    expect(() => read('a: b: c', { format: 'yaml' })).toThrow(
      'the object provided is unrecognized (must be of type Pod): yaml: mapping values are not allowed in this context (613a20623a2063)',
    );
  });

  test('with repeated keys is refused by strict validation', () => {
    expect(() => read('kind: Pod\nkind: Pod', { format: 'yaml' })).toThrow(
      'strict decoding error: yaml: unmarshal errors:\n  line 2: key "kind" already set in map',
    );
  });
});
