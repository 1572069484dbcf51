import { expect, test } from 'vitest';
import { applyPodDefaults } from './defaults.ts';
import { defaultedPod, podWith, writtenPod } from './pod.fixture.ts';

test('a bare Pod gets what the reference fills in', () => {
  expect(defaultedPod().spec).toEqual({
    containers: [
      {
        name: 'main',
        image: 'busybox:1',
        imagePullPolicy: 'IfNotPresent',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
  });
});

test.each([
  ['busybox', 'Always'],
  ['busybox:latest', 'Always'],
  ['busybox:1', 'IfNotPresent'],
  [`busybox@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
])('the image %s is pulled %s', (image, policy) => {
  expect(podWith({ image }).spec?.containers[0]?.imagePullPolicy).toBe(policy);
});

test('requests that are not given are the limits', () => {
  const resources = { limits: { cpu: '1', memory: '64Mi' }, requests: { cpu: '100m' } };
  expect(podWith({ resources }).spec?.containers[0]?.resources?.requests).toEqual({ cpu: '100m', memory: '64Mi' });
});

test('amounts finer than a thousandth are rounded up', () => {
  const resources = { requests: { cpu: '0.0001' } };
  expect(podWith({ resources }).spec?.containers[0]?.resources?.requests).toEqual({ cpu: '1m' });
});

test("what a Pod's resources leave open comes from its containers, then from its limits", () => {
  const pod = defaultedPod({
    containers: [{ name: 'main', image: 'a:1', resources: { requests: { cpu: '200m' } } }],
    resources: { limits: { cpu: '1', memory: '1Gi' } },
  });
  expect(pod.spec?.resources?.requests).toEqual({ cpu: '200m', memory: '1Gi' });
});

test('probes, hooks, ports and references of containers are filled', () => {
  const pod = podWith({
    ports: [{ containerPort: 80 }],
    env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    livenessProbe: { httpGet: { port: 80 } },
    readinessProbe: { grpc: { port: 9000 }, periodSeconds: 3 },
    lifecycle: { preStop: { httpGet: { port: 80, path: '/bye' } } },
  });
  expect(pod.spec?.containers[0]).toMatchObject({
    ports: [{ containerPort: 80, protocol: 'TCP' }],
    env: [{ valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
    livenessProbe: {
      httpGet: { port: 80, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    readinessProbe: { grpc: { port: 9000, service: '' }, periodSeconds: 3 },
    lifecycle: { preStop: { httpGet: { path: '/bye', scheme: 'HTTP' } } },
  });
});

test('volumes are filled by their source, and are empty directories without one', () => {
  const { spec } = defaultedPod({
    volumes: [
      { name: 'scratch' },
      { name: 'host', hostPath: { path: '/data' } },
      { name: 'secret', secret: { secretName: 'a' } },
      { name: 'all', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
    ],
  });
  expect(spec?.volumes).toEqual([
    { name: 'scratch', emptyDir: {} },
    { name: 'host', hostPath: { path: '/data', type: '' } },
    { name: 'secret', secret: { secretName: 'a', defaultMode: 420 } },
    {
      name: 'all',
      projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }] },
    },
  ]);
});

test("in the host's network a port is the host's port", () => {
  const containers = [{ name: 'main', image: 'a:1', ports: [{ containerPort: 80 }] }];
  const pod = defaultedPod({ hostNetwork: true, containers });
  expect(pod.spec?.containers[0]?.ports?.[0]?.hostPort).toBe(80);
});

test('a negative grace period becomes one second', () => {
  expect(defaultedPod({ terminationGracePeriodSeconds: -5 }).spec?.terminationGracePeriodSeconds).toBe(1);
});

test('the old name of the service account is kept beside the new one', () => {
  expect(defaultedPod({ serviceAccount: 'robot' }).spec).toMatchObject({
    serviceAccount: 'robot',
    serviceAccountName: 'robot',
  });
});

test('a Pod without spec has no containers, which validation reports', () => {
  const pod = writtenPod();
  delete pod.spec;
  applyPodDefaults(pod);
  expect(pod.spec).toMatchObject({ containers: [], restartPolicy: 'Always' });
});

const samples = [
  writtenPod(),
  writtenPod({ hostNetwork: true, terminationGracePeriodSeconds: -1, serviceAccount: 'robot' }),
  writtenPod({
    volumes: [
      { name: 'scratch' },
      { name: 'image', image: { reference: 'busybox' } },
      { name: 'rbd', rbd: { monitors: ['a'], image: 'b' } },
    ],
    initContainers: [
      { name: 'init', image: 'busybox', restartPolicy: 'Always', resources: { limits: { cpu: '0.5' } } },
    ],
    resources: { limits: { cpu: '2', 'hugepages-2Mi': '4Mi' } },
    overhead: { cpu: '0.00001' },
  }),
];

test.each(samples.map((pod, index) => [index, pod] as const))(
  'defaulting sample %d twice changes nothing more',
  (_, pod) => {
    applyPodDefaults(pod);
    const once = structuredClone(pod);
    applyPodDefaults(pod);
    expect(pod).toEqual(once);
  },
);
