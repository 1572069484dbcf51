import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container, PodStatus, Volume, VolumeMount } from '@flotilla/kinds/core/v1';
import { localVolumes } from '@flotilla/kinds/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DockerNode, startDockerNode, stopDockerNode } from '../../testing/docker-node.ts';
import { samplePod, shellContainer } from '../../testing/sample-pod.ts';
import type { StoredPod } from '../stored-pod.ts';

let node: DockerNode;

beforeEach(async () => {
  node = await startDockerNode();
});

afterEach(() => stopDockerNode(node));

const statusOf = (pod: StoredPod): PodStatus | undefined => node.link.statuses.get(pod.metadata.uid);
const volumesOf = (pod: StoredPod) => join(node.subject.dataFolder, 'volumes', pod.metadata.uid);
const never = { restartPolicy: 'Never' };

function mounting(name: string, script: string, ...volumeMounts: VolumeMount[]): Container {
  return { ...shellContainer(name, script), volumeMounts };
}

async function run(pod: StoredPod, phase = 'Running'): Promise<void> {
  node.link.put(pod);
  await node.link.until(() => statusOf(pod)?.phase === phase);
}

async function output(pod: StoredPod, container = 'main'): Promise<string> {
  const request = { podUid: pod.metadata.uid, container, follow: true, previous: false, timestamps: false };
  const chunks: Uint8Array[] = [];
  for await (const chunk of node.runtime.logs(request, new AbortController().signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What a Pod with one container writes, which mounts the volume at `/v`. */
async function outputOf(
  volume: Omit<Volume, 'name'>,
  script: string,
  mount: Partial<VolumeMount> = {},
): Promise<string> {
  const container = mounting('main', script, { name: 'v', mountPath: '/v', ...mount });
  const pod = samplePod({ containers: [container], spec: { ...never, volumes: [{ name: 'v', ...volume }] } });
  await run(pod, 'Succeeded');
  return output(pod);
}

function putConfigMap(name: string, data: Record<string, string>): void {
  node.link.putConfigMap({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name }, data });
}

function putSecret(name: string, data: Record<string, string>): void {
  const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const metadata = { namespace: 'default', name };
  node.link.putSecret({ apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(encoded) });
}

test('containers of a Pod share a volume, and an init container prepares it', async () => {
  const data = { name: 'data', mountPath: '/data' };
  const waiting = 'until test -s /data/reply; do usleep 20000; done; cat /data/prepared /data/reply';
  const pod = samplePod({
    containers: [mounting('main', waiting, data), mounting('side', 'echo reply >/data/reply', data)],
    spec: {
      ...never,
      volumes: [{ name: 'data', emptyDir: {} }],
      initContainers: [mounting('init', 'echo prepared >/data/prepared', data)],
    },
  });
  await run(pod, 'Succeeded');
  expect(await output(pod)).toBe('prepared\nreply\n');
});

test('a volume in memory is one, of the size that is asked for', async () => {
  const said = await outputOf(
    { emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    'grep " /v " /proc/mounts; ls -ld /v',
  );
  expect(said).toMatch(/^tmpfs \/v tmpfs rw.*size=1024k/);
  expect(said).toContain('drwxrwxrwx');
});

test('what a Pod keeps in memory is there again for its next container', async () => {
  const script = 'if test -f /v/seen; then echo again; sleep 1000; fi; touch /v/seen; exit 1';
  const container = mounting('main', script, { name: 'v', mountPath: '/v' });
  const pod = samplePod({
    containers: [container],
    spec: { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] },
  });
  node.link.put(pod);
  const first = () => statusOf(pod)?.containerStatuses?.[0];
  await node.link.until(() => first()?.restartCount === 1 && first()?.state?.running !== undefined);
});

test('ConfigMaps, Secrets and fields are files that cannot be written', async () => {
  putConfigMap('settings', { colour: 'red' });
  putSecret('login', { password: 'pass' });
  expect(await outputOf({ configMap: { name: 'settings' } }, 'cat /v/colour; touch /v/x 2>&1 || true')).toMatch(
    /^red.*Read-only file system/s,
  );
  const secret = { secret: { secretName: 'login', defaultMode: 0o400 } };
  const said = await outputOf(secret, 'cat /v/password; ls -lL /v/password; grep " /v " /proc/mounts');
  expect(said).toMatch(/^pass-r--------.*tmpfs \/v tmpfs ro/s);
  const items = [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }];
  expect(await outputOf({ downwardAPI: { items } }, 'cat /v/name')).toBe('sample');
  const sources = [{ configMap: { name: 'settings' } }, { secret: { name: 'login' } }, { downwardAPI: { items } }];
  expect(await outputOf({ projected: { sources } }, 'cat /v/colour /v/password /v/name')).toBe('redpasssample');
});

test('a ConfigMap that changes is seen by a running container, but not through a subPath', async () => {
  putConfigMap('settings', { colour: 'red' });
  const script = 'until grep -q blue /v/colour; do usleep 20000; done; cat /v/colour /part';
  const mounts = [
    { name: 'v', mountPath: '/v' },
    { name: 'v', mountPath: '/part', subPath: 'colour' },
  ];
  const pod = samplePod({
    containers: [mounting('main', script, ...mounts)],
    spec: { ...never, volumes: [{ name: 'v', configMap: { name: 'settings' } }] },
  });
  await run(pod);
  putConfigMap('settings', { colour: 'blue' });
  await node.link.until(() => statusOf(pod)?.phase === 'Succeeded');
  expect(await output(pod)).toBe('bluered');
});

test('labels that change are seen by a running container', async () => {
  const items = [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }];
  const script = 'until grep -q new /v/labels; do usleep 20000; done; cat /v/labels';
  const pod = samplePod({
    containers: [mounting('main', script, { name: 'v', mountPath: '/v' })],
    spec: { ...never, volumes: [{ name: 'v', downwardAPI: { items } }] },
  });
  await run(pod);
  node.link.put({ ...pod, metadata: { ...pod.metadata, labels: { state: 'new' } } });
  await node.link.until(() => statusOf(pod)?.phase === 'Succeeded');
  expect(await output(pod)).toBe('state="new"');
});

test('a Pod whose ConfigMap is missing waits, says so, and starts when it is there', async () => {
  const pod = samplePod({
    containers: [mounting('main', 'cat /v/colour', { name: 'v', mountPath: '/v' })],
    spec: { ...never, volumes: [{ name: 'v', configMap: { name: 'late' } }] },
  });
  node.link.put(pod);
  await node.link.until(() => node.link.events.some(({ reason }) => reason === 'FailedMount'));
  expect(node.link.events.find(({ reason }) => reason === 'FailedMount')).toMatchObject({
    type: 'Warning',
    message: 'MountVolume.SetUp failed for volume "v" : configmap "late" not found',
  });
  expect(statusOf(pod)?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
  putConfigMap('late', { colour: 'green' });
  await node.link.until(() => statusOf(pod)?.phase === 'Succeeded');
  expect(await output(pod)).toBe('green');
});

test('a path of the node is mounted, read-only where asked, and outlives the Pod', async () => {
  const path = join(node.subject.dataFolder, 'host/new');
  await outputOf({ hostPath: { path, type: 'DirectoryOrCreate' } }, 'echo kept >/v/file');
  expect(await readFile(join(path, 'file'), 'utf8')).toBe('kept\n');
  const said = await outputOf({ hostPath: { path } }, 'cat /v/file; touch /v/x 2>&1 || true', { readOnly: true });
  expect(said).toMatch(/^kept\n.*Read-only file system/);
});

test('a path of another type than asked for is refused until it is right', async () => {
  const path = join(node.subject.dataFolder, 'thing');
  await mkdir(path);
  const pod = samplePod({
    containers: [mounting('main', 'cat /v', { name: 'v', mountPath: '/v' })],
    spec: { ...never, volumes: [{ name: 'v', hostPath: { path, type: 'File' } }] },
  });
  node.link.put(pod);
  await node.link.until(() => node.link.events.length > 0);
  expect(node.link.events[0]?.message).toBe(
    `MountVolume.SetUp failed for volume "v" : hostPath type check failed: ${path} is not a file`,
  );
  await rm(path, { recursive: true });
  await writeFile(path, 'now a file');
  await node.link.until(() => statusOf(pod)?.phase === 'Succeeded');
  expect(await output(pod)).toBe('now a file');
});

test('containers see the parts of a volume that they ask for by name or by a variable', async () => {
  const named = { ...mounting('named', 'cat /v/file', { name: 'v', mountPath: '/v', subPath: 'logs/sample' }) };
  const init = {
    ...mounting('init', 'echo mine >/v/file', { name: 'v', mountPath: '/v', subPathExpr: 'logs/$(POD)' }),
    env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  };
  const volumes = [{ name: 'v', emptyDir: {} }];
  const pod = samplePod({ containers: [named], spec: { ...never, volumes, initContainers: [init] } });
  await run(pod, 'Succeeded');
  expect(await output(pod, 'named')).toBe('mine\n');
});

test('files of volumes belong to the Pod’s group', async () => {
  putConfigMap('settings', { colour: 'red' });
  const mounts = [
    { name: 'v', mountPath: '/v' },
    { name: 'w', mountPath: '/w' },
  ];
  const volumes: Volume[] = [
    { name: 'v', emptyDir: {} },
    { name: 'w', configMap: { name: 'settings', defaultMode: 0o600 } },
  ];
  const script = 'id -G; stat -c "%g %A" /v; stat -L -c "%g %A" /w/colour; touch /v/new; stat -c %g /v/new';
  const pod = samplePod({
    containers: [mounting('main', script, ...mounts)],
    spec: { ...never, volumes, securityContext: { fsGroup: 4242 } },
  });
  await run(pod, 'Succeeded');
  const said = await output(pod);
  expect(said).toMatch(/4242.*\n4242 drwxrwsrwx\n4242 -rw-r-----\n4242\n$/);
});

test('an agent that comes back takes over the volumes, in memory too, and brings them up to date', async () => {
  putConfigMap('settings', { colour: 'red' });
  const script = 'echo kept >/m/file; until grep -q blue /v/colour; do usleep 20000; done; cat /m/file';
  const mounts = [
    { name: 'v', mountPath: '/v' },
    { name: 'm', mountPath: '/m' },
  ];
  const volumes: Volume[] = [
    { name: 'v', configMap: { name: 'settings' } },
    { name: 'm', emptyDir: { medium: 'Memory' } },
  ];
  const pod = samplePod({ containers: [mounting('main', script, ...mounts)], spec: { ...never, volumes } });
  await run(pod);
  await node.agent.stop({ pods: 'keep' });
  putConfigMap('settings', { colour: 'blue' });
  node = await startDockerNode(node);
  await node.link.until(() => statusOf(pod)?.phase === 'Succeeded');
  expect(await output(pod)).toBe('kept\n');
});

test('a Pod that is gone leaves nothing of its volumes, and one that never started neither', async () => {
  putSecret('login', { password: 'pass' });
  const mount = { name: 'v', mountPath: '/v' };
  const pod = samplePod({
    containers: [mounting('main', 'sleep 1000', mount)],
    spec: { volumes: [{ name: 'v', secret: { secretName: 'login' } }] },
  });
  const stuck = samplePod({
    name: 'stuck',
    containers: [mounting('main', 'sleep 1000', mount)],
    spec: {
      volumes: [
        { name: 'v', emptyDir: { medium: 'Memory' } },
        { name: 'w', configMap: { name: 'none' } },
      ],
    },
  });
  await run(pod);
  node.link.put(stuck);
  await node.link.until(() => node.link.events.some(({ reason }) => reason === 'FailedMount'));
  expect(existsSync(volumesOf(stuck))).toBe(true);
  for (const { metadata } of [pod, stuck]) {
    node.link.deletePod(metadata.uid, 0);
    await node.link.until(() => node.link.gone.has(metadata.uid));
  }
  expect([pod, stuck].map((each) => existsSync(volumesOf(each)))).toEqual([false, false]);
  expect(await readFile('/proc/mounts', 'utf8')).not.toContain(node.subject.dataFolder);
});

/** A claim that is bound to a volume on this node's own disk. */
function putClaim(name: string, { deleted }: { deleted?: true } = {}): { path: string } {
  const path = join(node.subject.dataFolder, 'claims', `pvc-${name}`);
  const { node: onNode, finalizer } = localVolumes;
  const gone = { deletionTimestamp: new Date().toISOString() };
  node.link.putVolume({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `pvc-${name}`,
      uid: `${name}-volume`,
      annotations: { [onNode]: 'test' },
      finalizers: [finalizer],
      ...(deleted && gone),
    },
    spec: {
      local: { path },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'default', name, uid: `${name}-claim` },
      persistentVolumeReclaimPolicy: 'Delete',
    },
    status: { phase: deleted ? 'Released' : 'Bound' },
  });
  node.link.putClaim({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'default', name, uid: `${name}-claim` },
    spec: { volumeName: `pvc-${name}` },
    status: { phase: 'Bound' },
  });
  return { path };
}

test('what a claim holds is there for the next Pod, and goes when its volume is deleted', async () => {
  const { path } = putClaim('kept');
  const claim = { persistentVolumeClaim: { claimName: 'kept' } };
  expect(await outputOf(claim, 'echo once >>/v/log; cat /v/log')).toBe('once\n');
  expect(await outputOf(claim, 'echo again >>/v/log; cat /v/log')).toBe('once\nagain\n');
  expect(await outputOf(claim, 'touch /v/x 2>&1 || true', { readOnly: true })).toContain('Read-only file system');
  putClaim('kept', { deleted: true });
  await node.link.until(() => !node.link.mailbox.volumes.has('pvc-kept'));
  expect(existsSync(path)).toBe(false);
});

test('a volume that is deleted while no agent runs loses what it held when one comes', async () => {
  const { path } = putClaim('left');
  await outputOf({ persistentVolumeClaim: { claimName: 'left' } }, 'echo data >/v/file');
  await node.agent.stop({ pods: 'keep' });
  putClaim('left', { deleted: true });
  expect(existsSync(join(path, 'file'))).toBe(true);
  node = await startDockerNode(node);
  await node.link.until(() => !node.link.mailbox.volumes.has('pvc-left'));
  expect(existsSync(path)).toBe(false);
});

test('a Pod whose claim is not bound waits, says so, and starts when it is', async () => {
  const pod = samplePod({
    containers: [mounting('main', 'echo ran', { name: 'v', mountPath: '/v' })],
    spec: { ...never, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'late' } }] },
  });
  node.link.put(pod);
  await node.link.until(() => node.link.events.some(({ reason }) => reason === 'FailedMount'));
  expect(node.link.events.find(({ reason }) => reason === 'FailedMount')?.message).toBe(
    'Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: ' +
      'error processing PVC default/late: failed to fetch PVC from API server: persistentvolumeclaims "late" not found',
  );
  putClaim('late');
  await node.link.until(() => statusOf(pod)?.phase === 'Succeeded');
});

test('a Pod keeps the claim that it has when it is being deleted, and its containers restart', async () => {
  putClaim('leaving');
  const script =
    'if test -f /v/seen; then sleep 1000; fi; touch /v/seen; until test -f /v/go; do usleep 20000; done; exit 1';
  const pod = samplePod({
    containers: [mounting('main', script, { name: 'v', mountPath: '/v' })],
    spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'leaving' } }] },
  });
  await run(pod);
  const claim = node.link.mailbox.claims.get('default/leaving');
  if (claim === undefined) throw new Error('the claim must be there');
  const deletionTimestamp = new Date().toISOString();
  node.link.putClaim({ ...claim, metadata: { ...claim.metadata, deletionTimestamp } });
  await writeFile(join(node.subject.dataFolder, 'claims/pvc-leaving/go'), '');
  const main = () => statusOf(pod)?.containerStatuses?.[0];
  await node.link.until(() => main()?.restartCount === 1 && main()?.state?.running !== undefined);
});
