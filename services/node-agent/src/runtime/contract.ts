import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NoSuchContainer } from '../link/errors.ts';
import type { StoredPod } from '../pod/stored-pod.ts';
import { samplePod, sleepScript } from '../testing/sample-pod.ts';
import { containerHash } from './container-hash.ts';
import { RuntimeError } from './errors.ts';
import type { ContainerRun, PodRuntime, RuntimePod } from './runtime.ts';
import type { OutputChunk } from './session.ts';

/** A runtime that is started and has its range. */
export interface ContractSubject {
  readonly runtime: PodRuntime;
  readonly range: string;
  /** After each test. */
  close(): Promise<void>;
}

/** What every runtime does, whatever it runs Pods on. */
export function describePodRuntime(name: string, create: () => Promise<ContractSubject>): void {
  describe(`${name} runs Pods`, () => {
    let subject: ContractSubject;
    let runtime: PodRuntime;
    beforeEach(async () => {
      subject = await create();
      runtime = subject.runtime;
    });
    afterEach(() => subject.close());

    test('a container runs in its sandbox, under the name, attempt and hash it was asked for', async () => {
      const pod = await sandboxed(runtime, samplePod());
      await start(runtime, pod, 0);
      expect(runtime.pod(pod.metadata.uid)).toMatchObject({
        uid: pod.metadata.uid,
        namespace: 'default',
        name: 'sample',
        graceSeconds: 30,
        sandbox: { ready: true, attempt: 0 },
        runs: [{ container: 'main', attempt: 0, hash: containerHash(mainOf(pod)), state: { is: 'running' } }],
      });
      expect(onlyRun(runtime, pod).id).toMatch(new RegExp(`^${runtime.name}://.`));
    });

    test('each Pod has an address of its own from the range, and gives it back', async () => {
      const first = await sandboxed(runtime, samplePod());
      const second = await sandboxed(runtime, samplePod());
      const addresses = [first, second].map((pod) => addressOf(runtime, pod));
      expect(new Set(addresses).size).toBe(2);
      const network = subject.range.replace(/\d+\/\d+$/, '');
      for (const address of addresses) expect(address).toMatch(new RegExp(`^${network.replaceAll('.', '\\.')}`));
      await runtime.removePod(first.metadata.uid);
      expect(runtime.pod(first.metadata.uid)).toBeUndefined();
    });

    test('what is asked for twice is there once', async () => {
      const pod = await sandboxed(runtime, samplePod());
      const before = runtime.pod(pod.metadata.uid)?.sandbox;
      await runtime.createSandbox({ pod, attempt: 1 });
      expect(runtime.pod(pod.metadata.uid)?.sandbox).toEqual(before);
      await start(runtime, pod, 0);
      const run = onlyRun(runtime, pod);
      await start(runtime, pod, 0);
      expect(onlyRun(runtime, pod)).toEqual(run);
    });

    test('a run may mount what is on the machine, whatever becomes of it there', async () => {
      const pod = await sandboxed(runtime, samplePod());
      const mount = {
        hostPath: '/etc',
        containerPath: '/etc/machine',
        readOnly: true,
        propagation: 'rprivate' as const,
      };
      await runtime.run({ pod, container: mainOf(pod), attempt: 0, environment: [], mounts: [mount] });
      expect(onlyRun(runtime, pod).state.is).toBe('running');
    });

    test('a run without a sandbox is refused', async () => {
      await expect(start(runtime, samplePod(), 0)).rejects.toThrow(RuntimeError);
    });

    test('a run that is told to end, ends, and the next attempt stands before it', async () => {
      const pod = await sandboxed(runtime, samplePod());
      await start(runtime, pod, 0);
      await firstOutput(runtime, pod);
      await ended(runtime, pod, () => runtime.signal(onlyRun(runtime, pod).id, 'terminate'));
      await start(runtime, pod, 1);
      expect(runsOf(runtime, pod).map(({ attempt, state }) => [attempt, state.is])).toEqual([
        [1, 'running'],
        [0, 'exited'],
      ]);
    });

    test('a killed run has ended with 137, and a signal after that changes nothing', async () => {
      const pod = await sandboxed(runtime, samplePod());
      await start(runtime, pod, 0);
      await ended(runtime, pod, () => runtime.signal(onlyRun(runtime, pod).id, 'kill'));
      const run = onlyRun(runtime, pod);
      expect(run.state).toMatchObject({ is: 'exited', exitCode: 137, reason: 'Error' });
      await runtime.signal(run.id, 'kill');
      expect(onlyRun(runtime, pod)).toEqual(run);
    });

    test('an exited run outlives its sandbox until it is removed', async () => {
      const pod = await sandboxed(runtime, samplePod());
      await start(runtime, pod, 0);
      await ended(runtime, pod, () => runtime.signal(onlyRun(runtime, pod).id, 'kill'));
      await runtime.removeSandbox(pod.metadata.uid);
      expect(runtime.pod(pod.metadata.uid)).toMatchObject({ sandbox: undefined, runs: [{ attempt: 0 }] });
      await runtime.removeRun(onlyRun(runtime, pod).id);
      expect(runtime.pod(pod.metadata.uid)).toBeUndefined();
      expect(runtime.pods()).toEqual([]);
    });

    test('a Pod is removed with all that runs, and removing it again is no failure', async () => {
      const pod = await sandboxed(runtime, samplePod({ scripts: { main: sleepScript, side: sleepScript } }));
      for (const container of pod.spec.containers) await runtime.run({ pod, container, attempt: 0, environment: [] });
      expect(runsOf(runtime, pod)).toHaveLength(2);
      await runtime.removePod(pod.metadata.uid);
      expect(runtime.pods()).toEqual([]);
      await runtime.removePod(pod.metadata.uid);
    });

    test('an image that is there is found, and what it wrote can be read', async () => {
      const pod = await sandboxed(runtime, samplePod());
      expect(await runtime.image(mainOf(pod).image ?? '')).toMatchObject({ id: expect.any(String) });
      await start(runtime, pod, 0);
      expect(await firstOutput(runtime, pod)).toMatch(/^.+\n$/);
    });

    test('logs of a container that was never started are refused', async () => {
      const request = { podUid: 'none', container: 'main', follow: false, previous: false, timestamps: false };
      const logs = runtime.logs(request, new AbortController().signal);
      await expect(logs[Symbol.asyncIterator]().next()).rejects.toThrow(NoSuchContainer);
    });

    test('a command in a running container gets its input, is heard, and ends with its code', async () => {
      const pod = await sandboxed(runtime, samplePod());
      await start(runtime, pod, 0);
      const request = { runId: onlyRun(runtime, pod).id, command: ['cat'], tty: false, stdin: true };
      const session = await runtime.exec(request, new AbortController().signal);
      session.stdin?.end('said\n');
      expect(await textOf(session.output)).toBe('said\n');
      expect(await session.exitCode).toBe(0);
      const silent = await runtime.exec({ ...request, stdin: false }, new AbortController().signal);
      expect(silent.stdin).toBeUndefined();
      expect(await textOf(silent.output)).toBe('');
      expect(await silent.exitCode).toBe(0);
    });

    test('a command that is no longer wanted is heard no more', async () => {
      const pod = await sandboxed(runtime, samplePod());
      await start(runtime, pod, 0);
      const stopping = new AbortController();
      const request = { runId: onlyRun(runtime, pod).id, command: ['cat'], tty: false, stdin: true };
      const session = await runtime.exec(request, stopping.signal);
      stopping.abort(new Error('not wanted'));
      expect(await textOf(session.output)).toBe('');
      await expect(session.exitCode).rejects.toThrow('not wanted');
    });

    test('nobody can be attached to, or run a command in, a container that has ended', async () => {
      const pod = await sandboxed(runtime, samplePod());
      await start(runtime, pod, 0);
      const { signal } = new AbortController();
      const { id: runId } = onlyRun(runtime, pod);
      const attached = await runtime.attach({ runId, stdin: false }, signal);
      expect(attached.stdin).toBeUndefined();
      await ended(runtime, pod, () => runtime.signal(runId, 'kill'));
      await expect(runtime.attach({ runId, stdin: false }, signal)).rejects.toThrow(RuntimeError);
      const request = { runId, command: ['cat'], tty: false, stdin: false };
      await expect(runtime.exec(request, signal)).rejects.toThrow(RuntimeError);
    });

    test('it says that it is ready, and what it is', async () => {
      expect(runtime.readiness()).toEqual({ ready: true });
      expect(await runtime.version()).not.toBe('');
    });
  });
}

async function firstOutput(runtime: PodRuntime, pod: StoredPod): Promise<string> {
  const request = { podUid: pod.metadata.uid, container: 'main', follow: true, previous: false, timestamps: false };
  const logs = runtime.logs(request, new AbortController().signal)[Symbol.asyncIterator]();
  const { value } = await logs.next();
  await logs.return?.();
  return Buffer.from(value).toString();
}

async function textOf(output: AsyncIterable<OutputChunk>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const { data } of output) chunks.push(data);
  return Buffer.concat(chunks).toString();
}

async function sandboxed(runtime: PodRuntime, pod: StoredPod): Promise<StoredPod> {
  await runtime.createSandbox({ pod, attempt: 0 });
  return pod;
}

function start(runtime: PodRuntime, pod: StoredPod, attempt: number): Promise<void> {
  return runtime.run({ pod, container: mainOf(pod), attempt, environment: [] });
}

/** Resolves when no run of the Pod is running any more. */
async function ended(runtime: PodRuntime, pod: StoredPod, act: () => Promise<void>): Promise<void> {
  const over = podWhere(runtime, pod.metadata.uid, ({ runs }) => runs.every(({ state }) => state.is === 'exited'));
  await act();
  await over;
}

/** Resolves when the runtime tells of a change after which the condition holds. */
function podWhere(runtime: PodRuntime, uid: string, holds: (pod: RuntimePod) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const podChanged = (changed: string) => {
      const pod = runtime.pod(uid);
      if (changed === uid && pod !== undefined && holds(pod)) resolve();
    };
    runtime.listen({ podChanged, imagesChanged: () => {} });
  });
}

function mainOf(pod: StoredPod) {
  const [main] = pod.spec.containers;
  if (main === undefined) throw new Error('Cannot test: the Pod must have a container');
  return main;
}

function runsOf(runtime: PodRuntime, pod: StoredPod): readonly ContainerRun[] {
  return runtime.pod(pod.metadata.uid)?.runs ?? [];
}

function onlyRun(runtime: PodRuntime, pod: StoredPod): ContainerRun {
  const runs = runsOf(runtime, pod);
  const [run] = runs;
  if (run === undefined || runs.length > 1)
    throw new Error(`Cannot test: the Pod must have one run, got ${runs.length}`);
  return run;
}

function addressOf(runtime: PodRuntime, pod: StoredPod): string {
  return runtime.pod(pod.metadata.uid)?.sandbox?.addresses[0] ?? '';
}
