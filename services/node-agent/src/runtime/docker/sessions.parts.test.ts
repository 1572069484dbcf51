import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredPod } from '../../pod/stored-pod.ts';
import { createDockerSubject, type DockerSubject } from '../../testing/docker-subject.ts';
import { samplePod, shellContainer, sleepScript } from '../../testing/sample-pod.ts';
import type { PodRuntime } from '../runtime.ts';
import type { ExecRequest, OutputChunk } from '../session.ts';

let subject: DockerSubject;
let runtime: PodRuntime;

beforeEach(async () => {
  subject = await createDockerSubject();
  runtime = subject.createRuntime();
  await runtime.start();
  await runtime.setPodRange(subject.range);
});

afterEach(async () => {
  await runtime.close();
  await subject.close();
});

const forever = () => new AbortController().signal;

async function running(pod: StoredPod): Promise<string> {
  await runtime.createSandbox({ pod, attempt: 0 });
  for (const container of pod.spec.containers) await runtime.run({ pod, container, attempt: 0, environment: [] });
  return runtime.pod(pod.metadata.uid)?.runs[0]?.id ?? '';
}

async function shell(script: string, options: Partial<ExecRequest> = {}) {
  const runId = await running(samplePod());
  return runtime.exec({ runId, command: ['sh', '-c', script], tty: false, stdin: false, ...options }, forever());
}

async function heard(output: AsyncIterable<OutputChunk>) {
  const text = { stdout: '', stderr: '' };
  for await (const { stream, data } of output) text[stream] += Buffer.from(data).toString();
  return text;
}

test('a command’s two outputs and its code are told apart', async () => {
  const session = await shell('echo fine; echo problem >&2; exit 3');
  expect(await heard(session.output)).toEqual({ stdout: 'fine\n', stderr: 'problem\n' });
  expect(await session.exitCode).toBe(3);
});

test('a megabyte goes in, and comes out as it was', async () => {
  const session = await shell('cat', { stdin: true });
  const sent = 'flotilla\n'.repeat(120_000);
  session.stdin?.end(sent);
  expect((await heard(session.output)).stdout === sent).toBe(true);
  expect(await session.exitCode).toBe(0);
});

test('a terminal has the size that it is given', async () => {
  const session = await shell('read line; stty size', { stdin: true, tty: true });
  await session.resize({ width: 101, height: 37 });
  session.stdin?.write('\n');
  expect((await heard(session.output)).stdout).toContain('37 101');
  expect(await session.exitCode).toBe(0);
});

test('a program that is not there ends with a code that says so', async () => {
  const session = await shell('', { command: ['/no/such/program'] });
  await heard(session.output);
  expect([126, 127]).toContain(await session.exitCode);
});

test('who is attached writes what the program reads, and nothing else, and reads what it writes', async () => {
  const reader = { ...shellContainer('main', 'read line; echo "got $line"'), stdin: true };
  const runId = await running(samplePod({ containers: [reader] }));
  const session = await runtime.attach({ runId, stdin: true }, forever());
  session.stdin?.write('hello\n');
  expect(await heard(session.output)).toEqual({ stdout: 'got hello\n', stderr: '' });
});

test('a command that is no longer wanted is killed', async () => {
  const runId = await running(samplePod({ containers: [shellContainer('main', sleepScript)] }));
  const stopping = new AbortController();
  const request = { runId, tty: false, stdin: false };
  const command = ['sh', '-c', 'echo $$; exec sleep 1000'];
  const session = await runtime.exec({ ...request, command }, stopping.signal);
  let pid = '';
  for await (const { data } of session.output) {
    pid += Buffer.from(data).toString();
    stopping.abort(new Error('not wanted'));
  }
  await expect(session.exitCode).rejects.toThrow('not wanted');
  const isThere = async () => {
    const look = await runtime.exec({ ...request, command: ['kill', '-0', pid.trim()] }, forever());
    await heard(look.output);
    return (await look.exitCode) === 0;
  };
  await expect.poll(isThere).toBe(false);
});
