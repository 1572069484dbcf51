import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCuttableSocket } from '../../testing/cuttable-socket.ts';
import { createDockerSubject, type DockerSubject, dockerSocket } from '../../testing/docker-subject.ts';
import { samplePod } from '../../testing/sample-pod.ts';
import { createDockerodeEngine } from './dockerode-engine.ts';
import { ownerFilter } from './translate/labels.ts';

/** Spares are made one after the other, so the first is ready when there are two. */
async function spareIsReady({ engine, owner }: DockerSubject): Promise<void> {
  await expect.poll(async () => (await engine.containers(ownerFilter(owner))).length).toBeGreaterThan(1);
}

test('a container whose start Docker could not answer goes on as soon as Docker can be heard again', async () => {
  const subject = await createDockerSubject();
  const socket = await createCuttableSocket(join(subject.dataFolder, 'docker.sock'), dockerSocket);
  const engine = createDockerodeEngine(socket.path);
  let cuts = false;
  const runtime = subject.createRuntime({
    ...engine,
    async start(id) {
      await subject.engine.start(id);
      if (cuts) await socket.cut();
      await engine.inspect(id);
    },
  });
  try {
    await runtime.start();
    await runtime.setPodRange(subject.range);
    await spareIsReady(subject);
    const pod = samplePod();
    const [container] = pod.spec.containers;
    if (container === undefined) throw new Error('Cannot run a Pod without a container');
    await runtime.createSandbox({ pod, attempt: 0 });
    cuts = true;
    await expect(runtime.run({ pod, container, attempt: 0, environment: [] })).rejects.toThrow();
    cuts = false;
    await socket.mend();
    const { uid: podUid } = pod.metadata;
    await expect.poll(() => runtime.pod(podUid)?.runs[0]?.state.is).toBe('running');
    const request = { podUid, container: 'main', follow: true, previous: false, timestamps: false };
    const logs = runtime.logs(request, new AbortController().signal)[Symbol.asyncIterator]();
    expect(Buffer.from((await logs.next()).value ?? '').toString()).toBe('ready\n');
    await logs.return?.();
  } finally {
    await runtime.close();
    await socket.cut();
    await subject.close();
  }
});
