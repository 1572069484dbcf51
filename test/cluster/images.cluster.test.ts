import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../harness/cluster.ts';
import type { Kubectl } from '../harness/kubectl.ts';
import { output } from '../harness/machine.ts';
import { demoImage, podManifest, podsPath } from '../harness/pods.ts';

let cluster: Cluster;
let kubectl: Kubectl;
/** No registry answers at this name, so only this machine can have it. */
const absent = `localhost/flotilla/absent-${process.pid}:1`;

beforeAll(async () => {
  cluster = await startCluster();
  kubectl = await cluster.kubectl();
});
afterAll(async () => {
  await output('docker', 'rmi', '--force', absent);
  await cluster.destroy();
});

/** Why the container of this Pod waits, as often as that changes. */
const reasonOf = (object: unknown): string | undefined => {
  const { status } = object as {
    status: { containerStatuses?: readonly { state: { waiting?: { reason?: string } } }[] };
  };
  return status.containerStatuses?.[0]?.state.waiting?.reason;
};

test('an image that is not there is told of, tried again, and used when it appears', async () => {
  const watching = await cluster.client.watch(`${podsPath('default')}?watch=true&fieldSelector=metadata.name%3Dearly`);
  await kubectl.ok(['run', 'early', `--image=${absent}`, '--', 'sleep', '1000']);
  await watching.until('ErrImagePull', ({ object }) => reasonOf(object) === 'ErrImagePull');
  await watching.until('ImagePullBackOff', ({ object }) => reasonOf(object) === 'ImagePullBackOff');
  expect(await kubectl.ok(['get', 'pod', 'early', '--no-headers'])).toMatch(
    /^early +0\/1 +(ErrImagePull|ImagePullBackOff) +0 /,
  );

  const description = await kubectl.ok(['describe', 'pod', 'early']);
  expect(description).toMatch(/^Status: +Pending$/m);
  expect(description).toMatch(/^ +Reason: +(ErrImagePull|ImagePullBackOff)$/m);
  expect(description).toMatch(/^ +Normal +Pulling .* Pulling image "localhost\/flotilla\/absent-\d+:1"$/m);
  expect(description).toMatch(/^ +Warning +Failed .* Failed to pull image "localhost\/flotilla\/absent-\d+:1": /m);
  expect(description).toMatch(/^ +Warning +Failed .* Error: ErrImagePull$/m);
  expect(description).toMatch(/^ +Normal +BackOff .* Back-off pulling image "localhost\/flotilla\/absent-\d+:1"/m);
  expect((await kubectl.run(['logs', 'early'])).stderr).toMatch(
    /^Error from server \(BadRequest\): container "early" in pod "early" is waiting to start: (trying and failing to pull image|image can't be pulled)\n$/,
  );

  await output('docker', 'tag', demoImage, absent);
  await watching.until('it runs', ({ object }) => (object.status as { phase: string }).phase === 'Running');
  expect(await kubectl.ok(['get', 'pod', 'early', '--no-headers'])).toMatch(/^early +1\/1 +Running +0 /);
  watching.close();
});

test('an image that may not be pulled and is not there is told of', async () => {
  await kubectl.ok(['run', 'never', '--image=localhost/flotilla/nowhere:1', '--image-pull-policy=Never']);
  const watching = await cluster.client.watch(`${podsPath('default')}?watch=true&fieldSelector=metadata.name%3Dnever`);
  await watching.until('ErrImageNeverPull', ({ object }) => reasonOf(object) === 'ErrImageNeverPull');
  watching.close();
  await kubectl.ok(['delete', 'pod', 'never']);
});

test('a name that is no image is told of', async () => {
  await cluster.client.create(podsPath('default'), podManifest('odd', { image: 'Not/An/Image' }));
  const watching = await cluster.client.watch(`${podsPath('default')}?watch=true&fieldSelector=metadata.name%3Dodd`);
  await watching.until('InvalidImageName', ({ object }) => reasonOf(object) === 'InvalidImageName');
  watching.close();
});
