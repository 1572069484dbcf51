import { expect, test } from 'vitest';
import { createSteps } from './steps.ts';

function recorded(options: { terminal: 'yes' | 'no' }) {
  const lines: string[] = [];
  const replaced: string[] = [];
  const clock = { ms: 0 };
  const replaceable = options.terminal === 'yes' ? { replaceable: (text: string) => void replaced.push(text) } : {};
  const steps = createSteps({ line: (text) => void lines.push(text), ...replaceable }, () => clock.ms);
  return { steps, lines, replaced, clock };
}

test('a step that ends well is told with the time it took, and gives its result', async () => {
  const { steps, lines, clock } = recorded({ terminal: 'no' });
  const result = await steps.run('building', async () => {
    clock.ms += 1_300;
    return 'built';
  });
  steps.close();
  expect(result).toBe('built');
  expect(lines).toEqual(['  ✓ building  1.3 s']);
});

test('a step that fails is not told as done', async () => {
  const { steps, lines } = recorded({ terminal: 'no' });
  await expect(steps.run('building', () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
  steps.close();
  expect(lines).toEqual([]);
});

test('a terminal shows the steps under way, how long they take and what they note, until they end', async () => {
  const { steps, replaced, clock } = recorded({ terminal: 'yes' });
  await steps.run('fetching', async (note) => {
    note('12 of 52 MB');
    clock.ms += 2_000;
    await steps.run('building', async () => {});
  });
  steps.close();
  expect(replaced).toContain('fetching (12 of 52 MB) 2.0 s; building 0.0 s');
  expect(replaced.at(-1)).toBe('');
});
