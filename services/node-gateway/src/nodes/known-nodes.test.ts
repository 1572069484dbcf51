import { createSteppedClock } from '@flotilla/controller/testing';
import { expect, test } from 'vitest';
import { createKnownNodes } from './known-nodes.ts';

function setUp() {
  const clock = createSteppedClock();
  const forgotten: string[] = [];
  const nodes = createKnownNodes<{ name: string }>({
    clock,
    create: (name) => ({ name }),
    forget: ({ name }) => forgotten.push(name),
  });
  return { clock, forgotten, nodes };
}

test('what is remembered of a node stays the same', () => {
  const { nodes } = setUp();
  expect(nodes.known('a')).toBeUndefined();
  expect(nodes.of('a')).toBe(nodes.of('a'));
  expect(nodes.known('a')).toBe(nodes.of('a'));
});

test('a node that has been silent for long is forgotten, and no other', async () => {
  const { clock, forgotten, nodes } = setUp();
  nodes.heard('silent');
  nodes.heard('talking');
  await clock.step(200_000);
  nodes.heard('talking');
  await clock.step(100_001);
  nodes.forgetSilent();
  expect(forgotten).toEqual(['silent']);
  expect(nodes.known('talking')).toEqual({ name: 'talking' });
});

test('it is known which nodes have been heard since', async () => {
  const { clock, nodes } = setUp();
  nodes.heard('early');
  await clock.step(1000);
  const since = clock.now();
  nodes.heard('late');
  expect(nodes.heardSince(since)).toEqual(['late']);
});
