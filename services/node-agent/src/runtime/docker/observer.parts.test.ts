import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createCuttableSocket } from '../../testing/cuttable-socket.ts';
import { createDockerSubject, dockerSocket } from '../../testing/docker-subject.ts';
import { samplePod } from '../../testing/sample-pod.ts';
import { createDockerodeEngine } from './dockerode-engine.ts';
import { createObserver } from './observer.ts';
import { ownerFilter } from './translate/labels.ts';

test('what happened while the Engine could not be heard is found out when it can be again', async () => {
  const subject = await createDockerSubject();
  const socket = await createCuttableSocket(join(subject.dataFolder, 'docker.sock'), dockerSocket);
  const runtime = subject.createRuntime();
  const engine = createDockerodeEngine(socket.path);
  const label = ownerFilter(subject.owner);
  const nothing = async () => undefined;
  const observer = createObserver({
    engine,
    clock: systemClock,
    label,
    hostAddress: '',
    letGoOn: nothing,
    messageOf: nothing,
  });
  try {
    await runtime.start();
    await runtime.setPodRange(subject.range);
    const pod = samplePod();
    const { uid } = pod.metadata;
    await runtime.createSandbox({ pod, attempt: 0 });
    await observer.start();
    const { picture } = observer;
    expect(picture.pod(uid)).toMatchObject({ sandbox: { ready: true }, runs: [] });

    await socket.cut();
    await expect.poll(() => observer.connected()).toBe(false);
    const [container] = pod.spec.containers;
    if (container) await runtime.run({ pod, container, attempt: 0, environment: [] });
    const seen = new Promise<string>((resolve) => observer.listen({ podChanged: resolve, imagesChanged: () => {} }));
    await socket.mend();
    expect(await seen).toBe(uid);
    await expect.poll(() => picture.pod(uid)?.runs[0]?.state.is).toBe('running');

    await socket.cut();
    await runtime.removePod(uid);
    await socket.mend();
    await expect.poll(() => picture.pods()).toEqual([]);
    await expect.poll(() => observer.connected()).toBe(true);
  } finally {
    await observer.close();
    await runtime.close();
    await socket.cut();
    await subject.close();
  }
});
