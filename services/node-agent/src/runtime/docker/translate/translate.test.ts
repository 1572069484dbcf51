import type { Container, PodSpec } from '@flotilla/kinds/core/v1';
import { describe, expect, test } from 'vitest';
import { samplePod } from '../../../testing/sample-pod.ts';
import type { InspectedContainer } from '../engine.ts';
import { cgroupParent, spareCgroupParent } from './cgroup-parent.ts';
import { hostNames, hostsFile, kernelHostname } from './host-names.ts';
import { addressOf, runLabels, sandboxLabels } from './labels.ts';
import { formatName, parseName } from './names.ts';
import { oomScore } from './oom-score.ts';
import { resolvConf } from './resolv-conf.ts';
import { resourceSettings } from './resources.ts';
import { type Gate, runBody } from './run-body.ts';
import { runState } from './run-state.ts';
import { sandboxBody } from './sandbox-body.ts';

const owner = { cluster: 'c1', node: 'n1' };

describe('names', () => {
  const pod = { name: 'web-1.x', namespace: 'team-a', uid: 'u-1' };
  test.each([
    { kind: 'sandbox', pod, attempt: 2 } as const,
    { kind: 'run', pod, attempt: 0, container: 'main' } as const,
    { kind: 'spare', key: 'k' } as const,
  ])('what a container is called says what it is: %j', (name) => {
    expect(parseName(`/${formatName(name)}`)).toEqual(name);
  });

  test('containers of others are none of ours', () => {
    expect(parseName('/gallant_brown')).toBeUndefined();
    expect(parseName('/flotilla_x')).toBeUndefined();
  });
});

describe('a container of a Pod', () => {
  const gate: Gate = {
    file: '/data/gate',
    closedWhileNamed: 'spare',
    imageEntrypoint: ['/entry'],
    imageArguments: ['default'],
  };
  const body = (container: Partial<Container>, more: { gate?: Gate; onHost?: true } = {}) =>
    runBody(
      {
        pod: samplePod(),
        container: { name: 'main', image: 'image:1', ...container },
        attempt: 0,
        environment: [{ name: 'A', value: '1' }],
      },
      {
        sandboxId: 's1',
        labels: { a: 'b' },
        cgroupParent: '/kubepods/x',
        hostsFile: '/data/hosts',
        resolvConfFile: '/data/resolv.conf',
        terminationFile: '/data/end',
        oomScores: { memoryBytes: 1e9, allowsNegative: true },
        missing: [],
        machineName: more.onHost ? undefined : 'sample',
        gate: more.gate,
      },
    );

  test('joins its sandbox, with the Pod’s files, name and cgroup', () => {
    expect(body({ workingDir: '/work', tty: true, stdin: true })).toMatchObject({
      Image: 'image:1',
      WorkingDir: '/work',
      Tty: true,
      OpenStdin: true,
      Env: ['HOSTNAME=sample', 'A=1'],
      Labels: { a: 'b' },
      HostConfig: {
        NetworkMode: 'container:s1',
        IpcMode: 'container:s1',
        CgroupParent: '/kubepods/x',
        Binds: ['/data/end:/dev/termination-log', '/data/hosts:/etc/hosts', '/data/resolv.conf:/etc/resolv.conf'],
      },
    });
    expect(body({}, { onHost: true }).Env).toEqual(['A=1']);
  });

  test.each([
    [{}, undefined, undefined],
    [{ args: ['$(A)'] }, undefined, ['1']],
    [{ command: ['run'] }, ['run'], undefined],
    [{ command: ['run'], args: ['a', 'b$(B)'] }, ['run'], ['a', 'b$(B)']],
  ])('%j replaces of the image’s command what it says', (container, entrypoint, rest) => {
    const { Entrypoint, Cmd } = body(container);
    expect({ Entrypoint, Cmd }).toEqual({ Entrypoint: entrypoint, Cmd: rest });
  });

  test.each([
    [{}, ['/entry', 'default']],
    [{ args: ['$(A)'] }, ['/entry', '1']],
    [{ command: ['run'] }, ['run']],
    [{ command: ['run'], args: ['a'] }, ['run', 'a']],
  ])('behind a gate, %j comes to the same command', (container, whole) => {
    const { Entrypoint, Cmd, HostConfig } = body(container, { gate });
    expect(Entrypoint).toEqual(['/.flotilla/gate', 'spare']);
    expect(Cmd).toEqual(whole);
    expect(HostConfig.Binds).toContain('/data/gate:/.flotilla/gate:ro');
  });

  test('shares its Pod’s or the node’s processes where the Pod says so', () => {
    const modes = (spec: Partial<PodSpec>) => {
      const surroundings = {
        sandboxId: 's1',
        labels: {},
        cgroupParent: '',
        hostsFile: '',
        resolvConfFile: '',
        terminationFile: '',
      };
      const request = { pod: samplePod({ spec }), container: { name: 'main' }, attempt: 0, environment: [] };
      const oomScores = { memoryBytes: 1e9, allowsNegative: true };
      const { PidMode, IpcMode } = runBody(request, {
        ...surroundings,
        oomScores,
        missing: [],
        machineName: 'x',
        gate: undefined,
      }).HostConfig;
      return [PidMode, IpcMode];
    };
    expect(modes({})).toEqual([undefined, 'container:s1']);
    expect(modes({ shareProcessNamespace: true })).toEqual(['container:s1', 'container:s1']);
    expect(modes({ hostPID: true, hostIPC: true })).toEqual(['host', 'host']);
  });

  test('without any command there is nothing for a gate to hold up', () => {
    expect(body({}, { gate: { ...gate, imageEntrypoint: [], imageArguments: [] } })).not.toHaveProperty('Entrypoint');
  });
});

test('a sandbox has an empty network of its own, or the node’s', () => {
  const options = { image: 'pause', hostname: 'web', labels: sandboxLabels(owner, '10.0.0.2'), cgroupParent: '/p' };
  expect(sandboxBody({ ...options, network: 'own' })).toMatchObject({
    Hostname: 'web',
    NetworkDisabled: true,
    HostConfig: { IpcMode: 'shareable', CgroupParent: '/p' },
  });
  expect(sandboxBody({ ...options, network: 'host' })).toMatchObject({ HostConfig: { NetworkMode: 'host' } });
  expect(addressOf(options.labels)).toBe('10.0.0.2');
});

test('labels tell a container’s Pod, attempt and grace period', () => {
  const pod = samplePod({ uid: 'u1', spec: { terminationGracePeriodSeconds: 7 } });
  expect(runLabels(owner, { pod, container: { name: 'main' }, attempt: 3, environment: [] }, undefined)).toMatchObject({
    'flotilla.owner': 'c1/n1',
    'io.kubernetes.pod.name': 'sample',
    'io.kubernetes.pod.namespace': 'default',
    'io.kubernetes.pod.uid': 'u1',
    'io.kubernetes.container.name': 'main',
    'io.kubernetes.container.restartCount': '3',
    'io.kubernetes.pod.terminationGracePeriod': '7',
  });
});

test.each([
  [{}, { CpuShares: 2 }],
  [{ requests: { cpu: '500m' } }, { CpuShares: 512 }],
  [{ limits: { cpu: '2' } }, { CpuShares: 2048, CpuPeriod: 100_000, CpuQuota: 200_000 }],
  [{ limits: { cpu: '1m' } }, { CpuShares: 2, CpuPeriod: 100_000, CpuQuota: 1_000 }],
  [{ requests: { cpu: '1000' } }, { CpuShares: 262_144 }],
  [
    { requests: { memory: '1Gi' }, limits: { memory: '64Mi' } },
    { CpuShares: 2, Memory: 67_108_864, MemorySwap: 67_108_864 },
  ],
])('resources %j become cgroup settings', (resources, settings) => {
  expect(resourceSettings(resources)).toEqual(settings);
});

test.each([
  ['Guaranteed', '/kubepods/podu-1', 'kubepods-podu_1.slice'],
  ['Burstable', '/kubepods/burstable/podu-1', 'kubepods-burstable-podu_1.slice'],
  ['BestEffort', '/kubepods/besteffort/podu-1', 'kubepods-besteffort-podu_1.slice'],
])('a %s Pod has its cgroup where the driver wants it', (qosClass, path, slice) => {
  const pod = samplePod({ uid: 'u-1', status: { qosClass } });
  expect(cgroupParent(pod, 'cgroupfs')).toBe(path);
  expect(cgroupParent(pod, 'systemd')).toBe(slice);
  expect(spareCgroupParent(owner, 'systemd')).toMatch(/^kubepods-spare[0-9a-f]{8}\.slice$/);
});

test.each([
  ['Guaranteed', {}, -997],
  ['BestEffort', {}, 1000],
  ['Burstable', {}, 999],
  ['Burstable', { memory: '400M' }, 600],
  ['Burstable', { memory: '1G' }, 3],
])(
  'a container of a %s Pod with requests %j has its place before the out-of-memory killer',
  (qosClass, requests, score) => {
    const pod = samplePod({ status: { qosClass } });
    const container = { name: 'main', resources: { requests } };
    expect(oomScore(pod, container, { memoryBytes: 1e9, allowsNegative: true })).toBe(score);
    expect(oomScore(pod, container, { memoryBytes: 1e9, allowsNegative: false })).toBe(Math.max(0, score));
  },
);

describe('names of the machine', () => {
  const namesOf = (spec: Partial<PodSpec>, name = 'web') => {
    const pod = samplePod({ name, spec });
    const names = hostNames(pod, 'cluster.local');
    return { ...names, kernel: kernelHostname(pod, names) };
  };

  test('come from the Pod, its hostname and its subdomain', () => {
    expect(namesOf({})).toEqual({ hostname: 'web', domain: '', kernel: 'web' });
    expect(namesOf({ hostname: 'db', subdomain: 'sets' })).toMatchObject({
      domain: 'sets.default.svc.cluster.local',
      kernel: 'db',
    });
    expect(namesOf({ subdomain: 'sets', setHostnameAsFQDN: true }).kernel).toBe('web.sets.default.svc.cluster.local');
    expect(namesOf({ hostnameOverride: 'other.example' })).toMatchObject({ hostname: 'other.example', domain: '' });
  });

  test('are cut to what the kernel takes', () => {
    expect(namesOf({}, `${'a'.repeat(62)}-b`).hostname).toBe('a'.repeat(62));
  });

  test('stand in the hosts file, with the Pod’s aliases', () => {
    const file = hostsFile(['10.0.0.5'], { hostname: 'db', domain: 'sets.x' }, [
      { ip: '1.2.3.4', hostnames: ['a', 'b'] },
    ]);
    expect(file).toMatch(/\n10\.0\.0\.5\tdb\.sets\.x\tdb\n\n# Entries added by HostAliases\.\n1\.2\.3\.4\ta\tb\n$/);
  });
});

describe('resolv.conf', () => {
  const nodeFile = 'search example.com\nnameserver 192.0.2.53\noptions rotate\n';
  const cluster = { clusterDomain: 'cluster.local', clusterServer: '10.96.0.10', nodeFile };
  const own =
    'search default.svc.cluster.local svc.cluster.local cluster.local example.com\nnameserver 10.96.0.10\noptions ndots:5\n';
  const node = 'search example.com\nnameserver 192.0.2.53\noptions rotate\n';

  test.each([
    [{}, own],
    [{ dnsPolicy: 'Default' }, node],
    [{ hostNetwork: true }, node],
    [{ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }, own],
    [
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], options: [{ name: 'ndots', value: '2' }] } },
      'nameserver 1.1.1.1\noptions ndots:2\n',
    ],
    [
      { dnsConfig: { options: [{ name: 'ndots', value: '1' }, { name: 'edns0' }] } },
      own.replace('ndots:5', 'ndots:1 edns0'),
    ],
  ])('of a Pod with %j', (spec, file) => {
    expect(resolvConf(samplePod({ spec }), cluster)).toBe(file);
  });

  test('is the node’s where there is no cluster DNS', () => {
    expect(resolvConf(samplePod(), { clusterDomain: 'cluster.local', nodeFile })).toBe(node);
  });
});

describe('how a container stands', () => {
  const never = '0001-01-01T00:00:00Z';
  const inspected = (
    state: Partial<InspectedContainer['State']>,
    labels: Record<string, string> = {},
  ): InspectedContainer => ({
    Id: 'x',
    Name: '/x',
    Created: '2026-01-01T00:00:00Z',
    Image: 'sha256:1',
    State: {
      Status: 'exited',
      Running: false,
      Pid: 0,
      ExitCode: 0,
      OOMKilled: false,
      Error: '',
      StartedAt: never,
      FinishedAt: never,
      ...state,
    },
    Config: { Image: 'i', Labels: labels, Tty: false, Hostname: 'h', Cmd: ['nonsense'] },
    HostConfig: {},
  });
  const times = { StartedAt: '2026-01-01T00:00:01Z', FinishedAt: '2026-01-01T00:00:02.5Z' };

  test.each([
    [{ ExitCode: 0 }, { exitCode: 0, reason: 'Completed' }],
    [{ ExitCode: 3 }, { exitCode: 3, reason: 'Error' }],
    [
      { ExitCode: 137, OOMKilled: true },
      { exitCode: 137, reason: 'OOMKilled' },
    ],
    [{ ExitCode: 137 }, { exitCode: 137, reason: 'Error' }],
    [
      { ExitCode: 0, OOMKilled: true },
      { exitCode: 0, reason: 'Completed' },
    ],
  ])('%j has ended as %j', (state, ended) => {
    const startedAt = Date.parse(times.StartedAt);
    expect(runState(inspected({ ...state, ...times }))).toEqual({
      is: 'exited',
      startedAt,
      finishedAt: startedAt + 1_500,
      ...ended,
    });
  });

  test('runs, or waits to be started, or could not be started', () => {
    expect(runState(inspected({ Status: 'running', Running: true, ...times }))).toMatchObject({ is: 'running' });
    expect(runState(inspected({ Status: 'created' }))).toEqual({ is: 'created' });
    expect(runState(inspected({ Status: 'created', ExitCode: 127, Error: 'exec: no such file' }))).toEqual({
      is: 'exited',
      startedAt: 0,
      finishedAt: Date.parse('2026-01-01T00:00:00Z'),
      exitCode: 128,
      reason: 'StartError',
      message: 'exec: no such file',
    });
  });

  test('could not be started where its gate found no program', () => {
    const state = { ExitCode: 128, ...times };
    expect(runState(inspected(state))).toMatchObject({ reason: 'Error' });
    expect(runState(inspected(state, { 'flotilla.machine-name': 'web' }))).toMatchObject({
      reason: 'StartError',
      message: 'exec: "nonsense": executable file not found',
    });
  });
});
