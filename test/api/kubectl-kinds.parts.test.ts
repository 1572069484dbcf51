import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import type { Kubectl } from '../harness/kubectl.ts';
import { kubectlVersions } from '../harness/kubectls.ts';

/**
 * One rich example of each kind, in one state, and what a kube-apiserver 1.36 without controllers answered kubectl of
 * them. `tables.json`: `get -o wide`, a row a text, its cells parted by bars. `refusals.json`: the standard error.
 */
const folder = join(import.meta.dirname, 'kubectl-kinds');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const statuses = read<{ object: string; status: object }[]>('statuses.json');
const tables = read<Record<string, string[]>>('tables.json');
const refusals = read<{ command: string; says: string[] }[]>('refusals.json');

const namespace = ['-n', 'shop'];
let controlPlane: TestControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  const kubectl = await controlPlane.kubectl('1.36');
  await kubectl.ok(['create', '-f', join(folder, 'objects.yaml')]);
  for (const { object, status } of statuses) {
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    await kubectl.ok([...namespace, 'patch', object, ...patch]);
  }
  await kubectl.ok([...namespace, 'delete', 'pod', 'crash', '--wait=false']);
});
afterAll(() => controlPlane.stop());

/** The rows with their cells parted by bars, and without what differs from run to run. */
function rowsOf(table: string): string[] {
  return table
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .trimEnd()
        .replace(/ {2,}/g, ' | ')
        .replace(/\b\d{4}-\d\d-\d\dT[\d:]+Z/g, '<time>')
        .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<uid>')
        .replace(/(?<![\w/.-])(\d+[smhdy])+(?![\w/.-])/g, '<age>'),
    );
}

/** Of a warning that a kind is not acted on yet, upstream has none. */
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((line) => !/^Warning: .* does not act on it yet$/.test(line));

describe.each(kubectlVersions.filter((version) => version !== '1.32'))('kubectl %s', (version) => {
  let kubectl: Kubectl;
  beforeAll(async () => {
    kubectl = await controlPlane.kubectl(version);
  });

  test.each(Object.entries(tables))('prints %s as upstream does', async (resource, rows) => {
    expect(rowsOf(await kubectl.ok([...namespace, 'get', resource, '-o', 'wide']))).toEqual(rows);
  });
});

/** What a command of kubectl says beside the API's answer is its version's own. */
describe('kubectl 1.36 is refused as by upstream', () => {
  test.each(refusals)('$command', async ({ command, says }) => {
    const kubectl = await controlPlane.kubectl('1.36');
    const { code, stderr } = await kubectl.run([...namespace, ...command.split(' ')]);
    expect(linesOf(stderr)).toEqual(says);
    expect(code).toBe(1);
  });
});
