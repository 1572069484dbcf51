import { expect, test } from 'vitest';
import type { Container } from '../../../generated/types/core-v1.ts';
import { textsOf } from '../../../rules/texts.fixture.ts';
import { defaultedPod, podWith } from '../pod.fixture.ts';
import { validatePod } from './pod.ts';

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

function errorsWith(fields: Partial<Container>): string[] {
  return textsOf(validatePod(podWith(fields))).map((text) => text.replace('spec.containers[0]', ''));
}

test('a bare Pod is valid', () => {
  expect(validatePod(defaultedPod())).toEqual([]);
});

test('a Pod has a container', () => {
  expect(textsOf(validatePod(defaultedPod({ containers: [] })))).toEqual(['spec.containers: Required value']);
});

test.each<[string, Partial<Container>, string[]]>([
  ['a name that is no DNS label', { name: 'Main' }, [`.name: Invalid value: "Main": ${label}`]],
  ['no name and no image', { name: '', image: '' }, ['.name: Required value', '.image: Required value']],
  [
    'space around the image',
    { image: ' a:1' },
    ['.image: Invalid value: " a:1": must not have leading or trailing whitespace'],
  ],
  [
    'an unknown pull policy',
    { imagePullPolicy: 'Sometimes' },
    ['.imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"'],
  ],
  [
    'an unknown message policy',
    { terminationMessagePolicy: 'Log' },
    ['.terminationMessagePolicy: Unsupported value: "Log": supported values: "File", "FallbackToLogsOnError"'],
  ],
  [
    'ports out of range, twice by name, of an unknown protocol',
    {
      ports: [
        { name: 'http', containerPort: 0 },
        { name: 'http', containerPort: 70_000, protocol: 'ICMP', hostPort: -1 },
      ],
    },
    [
      '.ports[0].containerPort: Required value',
      '.ports[1].name: Duplicate value: "http"',
      '.ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      '.ports[1].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive',
      '.ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
    ],
  ],
  [
    'variables with a bad name, or with two values',
    {
      env: [
        { name: 'A=B' },
        { name: 'C', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        { name: 'D', valueFrom: {} },
      ],
    },
    [
      `.env[0].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than '='`,
      '.env[1].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
      '.env[2].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    ],
  ],
  [
    'a reference to a field that variables cannot have',
    { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }] },
    [
      '.env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
    ],
  ],
  [
    'a mount of a volume that is not there',
    { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    ['.volumeMounts[0].name: Not found: "data"'],
  ],
  [
    'a request above its limit, and a negative one',
    { resources: { limits: { cpu: '1', memory: '-1' }, requests: { cpu: '1500m', memory: '-2' } } },
    [
      '.resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0',
      '.resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit of 1',
      '.resources.requests[memory]: Invalid value: "-2": must be greater than or equal to 0',
    ],
  ],
  [
    'resources that containers do not have, or not in parts',
    { resources: { limits: { storage: '1', 'example.com/gpu': '500m' } } },
    [
      '.resources.limits[storage]: Invalid value: "storage": must be a standard resource for containers',
      '.resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
      '.resources.requests[storage]: Invalid value: "storage": must be a standard resource for containers',
      '.resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
    ],
  ],
  [
    'a probe without and one with two handlers',
    { livenessProbe: {}, readinessProbe: { exec: { command: ['a'] }, tcpSocket: { port: 'http' } } },
    [
      '.livenessProbe: Required value: must specify a handler type',
      '.readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
    ],
  ],
  [
    'a liveness probe that must succeed twice',
    { livenessProbe: { httpGet: { port: 0 }, successThreshold: 2 } },
    [
      '.livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
      '.livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ],
  ],
  [
    'a hook that sleeps past the grace period',
    { lifecycle: { preStop: { sleep: { seconds: 31 } } } },
    [
      '.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
    ],
  ],
  [
    'a user id out of range and a contradiction about privileges',
    { securityContext: { runAsUser: -1, privileged: true, allowPrivilegeEscalation: false } },
    [
      '.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      '.securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":-1,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
  ],
])('%s is refused', (_, fields, expected) => {
  expect(errorsWith(fields).sort()).toEqual([...expected].sort());
});

test('two containers of one name, and the same host port', () => {
  const ports = [{ containerPort: 80, hostPort: 8080 }];
  const containers = [
    { name: 'a', image: 'a:1', ports },
    { name: 'a', image: 'a:1', ports },
  ];
  expect(textsOf(validatePod(defaultedPod({ containers })))).toEqual([
    'spec.containers[1].name: Duplicate value: "a"',
    'spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//8080"',
  ]);
});

test('an init container that ends has neither probes nor hooks; a sidecar may', () => {
  const init = { name: 'init', image: 'a:1', livenessProbe: { exec: { command: ['a'] } } };
  expect(textsOf(validatePod(defaultedPod({ initContainers: [init] })))).toEqual([
    'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
  ]);
  expect(validatePod(defaultedPod({ initContainers: [{ ...init, restartPolicy: 'Always' }] }))).toEqual([]);
});

test('an ephemeral container looks on: it has no ports, resources or probes of its own', () => {
  const ephemeralContainers = [
    {
      name: 'main',
      image: 'a:1',
      targetContainerName: 'other',
      ports: [{ containerPort: 1 }],
      resources: { limits: { cpu: '1' } },
    },
  ];
  expect(textsOf(validatePod(defaultedPod({ ephemeralContainers })))).toEqual([
    'spec.ephemeralContainers[0].name: Duplicate value: "main"',
    'spec.ephemeralContainers[0].targetContainerName: Not found: "other"',
    'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    'spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container',
  ]);
});
