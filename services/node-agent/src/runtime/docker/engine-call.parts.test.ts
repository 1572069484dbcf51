import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dockerSocket } from '../../testing/docker-subject.ts';
import { createEngineCall, type EngineRequest } from './engine-call.ts';

const info: EngineRequest = { doing: 'ask Docker what it is', method: 'GET', path: '/info' };

test('an answer is parsed, and one that is empty is undefined', async () => {
  const call = createEngineCall(dockerSocket);
  expect(await call.json(info)).toMatchObject({ OSType: 'linux' });
  expect(await call.json({ ...info, path: '/containers/json', query: { filters: { label: ['no=such'] } } })).toEqual(
    [],
  );
});

test('what the Engine refuses is told in its own words', async () => {
  const call = createEngineCall(dockerSocket);
  const absent = call.json({ doing: 'inspect container', method: 'GET', path: '/containers/no-such/json' });
  await expect(absent).rejects.toMatchObject({ failure: 'absent', message: 'No such container: no-such' });
  const layer = Buffer.from('no archive');
  const query = { fromSrc: '-', repo: 'localhost/flotilla/no-such', tag: '1' };
  const broken = call.progress({ doing: 'import image', method: 'POST', path: '/images/create', query, body: layer });
  await expect(broken).rejects.toMatchObject({ failure: 'refused', message: expect.stringContaining('tar') });
});

test('an Engine that is not there is unreachable', async () => {
  const call = createEngineCall('/nonexistent/docker.sock');
  await expect(call.json(info)).rejects.toMatchObject({
    failure: 'unreachable',
    message: expect.stringContaining('Cannot ask Docker what it is'),
  });
});

test('a stream ends when its signal is aborted', async () => {
  const stopping = new AbortController();
  const request: EngineRequest = { doing: 'listen to Docker', method: 'GET', path: '/events', signal: stopping.signal };
  const events = await createEngineCall(dockerSocket).stream(request);
  const closed = new Promise((resolve) => events.on('error', () => {}).on('close', resolve));
  stopping.abort();
  await closed;
});

test('work that fails halfway, after an answer that said 200, fails with the reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-engine-'));
  const socketPath = join(folder, 'docker.sock');
  const server = createServer((_, answer) => answer.end('{"status":"Pulling"}\r\n{"error":"unexpected EOF"}\r\n'));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const call = createEngineCall(socketPath);
  try {
    const pull = call.progress({ doing: 'pull image', method: 'POST', path: '/images/create' });
    await expect(pull).rejects.toMatchObject({ failure: 'refused', message: 'unexpected EOF' });
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
});
