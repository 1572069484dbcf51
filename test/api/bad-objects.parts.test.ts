import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import type { ApiObject } from '../harness/api-object.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { podManifest, podsPath } from '../harness/pods.ts';
import { expectRefusal, type Refusal } from '../harness/refusal.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;
let present: ApiObject;

const pods = podsPath('default');
const presentPath = `${pods}/present`;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
  present = await api.create(pods, podManifest('present'));
});
afterAll(() => controlPlane.stop());

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with " +
  "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** An object with one fault, at this field. */
function invalid(path: string, body: object, kind: string, name: string, cause: [string, string, string]): Refusal {
  const [field, reason, message] = cause;
  return {
    method: 'POST',
    path,
    sent: { body },
    code: 422,
    reason: 'Invalid',
    message: `${kind} "${name}" is invalid: ${field}: ${message}`,
    details: { ...(name !== '' && { name }), kind, causes: [{ reason, message, field }] },
  };
}

describe('an object that is not valid', () => {
  const withSpec = (spec: object) => ({ ...podManifest('x'), spec });
  test.each<[string, Refusal]>([
    [
      'a Pod whose name is no DNS subdomain',
      invalid(pods, podManifest('Bad_Name'), 'Pod', 'Bad_Name', [
        'metadata.name',
        'FieldValueInvalid',
        `Invalid value: "Bad_Name": ${subdomain}`,
      ]),
    ],
    [
      'a Namespace whose name is no DNS label',
      invalid('/api/v1/namespaces', { metadata: { name: 'A_b' } }, 'Namespace', 'A_b', [
        'metadata.name',
        'FieldValueInvalid',
        `Invalid value: "A_b": ${label}`,
      ]),
    ],
    [
      'a Pod without a name',
      invalid(pods, { ...podManifest('x'), metadata: {} }, 'Pod', '', [
        'metadata.name',
        'FieldValueRequired',
        'Required value: name or generateName is required',
      ]),
    ],
    [
      'a Pod without containers',
      invalid(pods, withSpec({ containers: [] }), 'Pod', 'x', [
        'spec.containers',
        'FieldValueRequired',
        'Required value',
      ]),
    ],
    [
      'a container without an image',
      invalid(pods, withSpec({ containers: [{ name: 'c' }] }), 'Pod', 'x', [
        'spec.containers[0].image',
        'FieldValueRequired',
        'Required value',
      ]),
    ],
    [
      'two containers of one name',
      invalid(pods, withSpec({ containers: ['a', 'b'].map((image) => ({ name: 'c', image })) }), 'Pod', 'x', [
        'spec.containers[1].name',
        'FieldValueDuplicate',
        'Duplicate value: "c"',
      ]),
    ],
    [
      'a policy that there is none of',
      invalid(pods, withSpec({ restartPolicy: 'Sometimes', containers: [{ name: 'c', image: 'i' }] }), 'Pod', 'x', [
        'spec.restartPolicy',
        'FieldValueNotSupported',
        'Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
      ]),
    ],
    [
      'a label that is none',
      invalid(pods, podManifest('x', { labels: { a: '-' } }), 'Pod', 'x', [
        'metadata.labels',
        'FieldValueInvalid',
        `Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ` +
          `and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used ` +
          `for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      ]),
    ],
    [
      'a key of a ConfigMap that is none',
      invalid(
        '/api/v1/namespaces/default/configmaps',
        { metadata: { name: 'x' }, data: { 'a b': '' } },
        'ConfigMap',
        'x',
        [
          'data[a b]',
          'FieldValueInvalid',
          `Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name', ` +
            ` or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
        ],
      ),
    ],
  ])('%s', (_, refusal) => expectRefusal(api, refusal));

  test('several faults are all told', async () => {
    const body = withSpec({ containers: [{ name: 'C', image: '' }] });
    const { text, code } = await api.send('POST', pods, { body });
    expect(code).toBe(422);
    expect(JSON.parse(text)).toMatchObject({
      message: expect.stringMatching(
        /^Pod "x" is invalid: \[spec\.containers\[0\]\.name: Invalid value: "C": .*, spec\.containers\[0\]\.image: Required value\]$/,
      ),
      details: { causes: [{ field: 'spec.containers[0].name' }, { field: 'spec.containers[0].image' }] },
    });
  });
});

describe('a change that may not be made', () => {
  const details = { name: 'present', kind: 'pods' };
  const put = (change: (pod: typeof present & { spec: Record<string, unknown> }) => void): Refusal['sent'] => {
    const pod = structuredClone(present) as typeof present & { spec: Record<string, unknown> };
    change(pod);
    return { body: pod };
  };

  test('from a resourceVersion that has passed', async () => {
    const { metadata } = await api.create(pods, podManifest('moving'));
    await api.send('PATCH', `${pods}/moving`, {
      body: { metadata: { labels: { a: 'b' } } },
      contentType: 'application/merge-patch+json',
    });
    await expectRefusal(api, {
      method: 'PUT',
      path: `${pods}/moving`,
      sent: { body: { ...podManifest('moving'), metadata } },
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on pods "moving": the object has been modified; please apply your changes to ' +
        'the latest version and try again',
      details: { name: 'moving', kind: 'pods' },
    });
  });

  test('of a field of a Pod that stays', async () => {
    const before = await api.list('/api/v1/pods');
    const { code, text } = await api.send(
      'PUT',
      presentPath,
      put((pod) => {
        pod.spec.restartPolicy = 'Never';
      }),
    );
    const fixed =
      'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,' +
      '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing ' +
      'tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n';
    const status = JSON.parse(text);
    expect(code).toBe(422);
    expect(status).toMatchObject({
      reason: 'Invalid',
      details: { name: 'present', kind: 'Pod', causes: [{ reason: 'FieldValueForbidden', field: 'spec' }] },
    });
    expect(status.message).toContain(`Pod "present" is invalid: spec: ${fixed}`);
    expect(await api.list('/api/v1/pods')).toEqual(before);
  });

  test('of the number of containers', async () => {
    const sent = put((pod) => {
      pod.spec.containers = [
        { name: 'other', image: 'i' },
        { name: 'main', image: 'i' },
      ];
    });
    const message = 'Forbidden: pod updates may not add or remove containers';
    await expectRefusal(api, {
      method: 'PUT',
      path: presentPath,
      ...(sent !== undefined && { sent }),
      code: 422,
      reason: 'Invalid',
      message: `Pod "present" is invalid: spec.containers: ${message}`,
      details: {
        name: 'present',
        kind: 'Pod',
        causes: [{ reason: 'FieldValueForbidden', message, field: 'spec.containers' }],
      },
    });
  });

  test('of the name', () =>
    expectRefusal(api, {
      method: 'PUT',
      path: presentPath,
      sent: { body: podManifest('other') },
      code: 400,
      reason: 'BadRequest',
      message: 'the name of the object (other) does not match the name on the URL (present)',
    }));

  test('by a precondition that does not hold', () =>
    expectRefusal(api, {
      method: 'DELETE',
      path: presentPath,
      sent: { body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion: '1' } } },
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on Pod "present": the ResourceVersion in the precondition (1) does not match ' +
        `the ResourceVersion in record (${present.metadata.resourceVersion}). The object might have been modified`,
      details: { name: 'present', kind: 'Pod' },
    }));

  test('to something that is there already', () =>
    expectRefusal(api, {
      method: 'POST',
      path: pods,
      sent: { body: podManifest('present') },
      code: 409,
      reason: 'AlreadyExists',
      message: 'pods "present" already exists',
      details,
    }));
});

describe('a binding that cannot be', () => {
  const bind = (binding: object): Pick<Refusal, 'method' | 'path' | 'sent'> => ({
    method: 'POST',
    path: `${presentPath}/binding`,
    sent: { body: { apiVersion: 'v1', kind: 'Binding', ...binding } },
  });

  test('since it is of another Pod', () =>
    expectRefusal(api, {
      ...bind({ metadata: { name: 'other' }, target: { kind: 'Node', name: 'n1' } }),
      code: 400,
      reason: 'BadRequest',
      message: 'name in URL does not match name in Binding object',
    }));

  test('since it names no node', () =>
    expectRefusal(api, {
      ...bind({ metadata: { name: 'present' } }),
      code: 422,
      reason: 'Invalid',
      message: 'Binding "present" is invalid: target.name: Required value',
      details: {
        name: 'present',
        kind: 'Binding',
        causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'target.name' }],
      },
    }));
});

describe('a patch that cannot be applied', () => {
  const patch = (
    type: string,
    body: string,
    code: number,
    reason: string,
    message: string | RegExp,
    details?: object,
  ) =>
    expectRefusal(api, {
      method: 'PATCH',
      path: presentPath,
      sent: { body, contentType: `application/${type}` },
      code,
      reason,
      message,
      ...(details !== undefined && { details }),
    });

  test('since it is of no known type', () =>
    patch(
      'json',
      '{}',
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, ' +
        'application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
    ));

  test('since it is no JSON', () =>
    patch('merge-patch+json', '{"a":', 400, 'BadRequest', 'error decoding patch: unexpected end of JSON input'));

  test('since what it tests does not hold', () =>
    patch(
      'json-patch+json',
      '[{"op":"test","path":"/metadata/name","value":"absent"}]',
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
      {},
    ));

  test('since what it removes is not there', () =>
    patch(
      'json-patch+json',
      '[{"op":"remove","path":"/metadata/annotations/none"}]',
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
      {},
    ));
});
