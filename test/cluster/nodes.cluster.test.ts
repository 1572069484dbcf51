import { expect, test } from 'vitest';
import { startCluster } from '../harness/cluster.ts';
import { lines } from '../harness/machine.ts';

const namespaces = async () => (await lines('ip', 'netns')).filter((line) => line.startsWith('flotilla-'));

test('three nodes on one machine pass their example, and nothing of them is left', async () => {
  const before = await namespaces();
  const cluster = await startCluster({ args: ['--nodes', '3'] });
  try {
    const { code, stdout, stderr } = await cluster.flotilla('example', '15');
    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
    expect(await namespaces()).toHaveLength(before.length + 3);
    expect(await cluster.end('SIGTERM')).toBe(0);
  } finally {
    await cluster.destroy();
  }
  expect(await namespaces()).toEqual(before);
});
