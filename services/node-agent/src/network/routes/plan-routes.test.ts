import { expect, test } from 'vitest';
import { routesOf } from './node-routes.ts';
import { planRoutes } from './plan-routes.ts';

const route = (range: string, via: string) => ({ range, via });

test('what is missing is added, what leads elsewhere replaced, what is wanted no more removed', () => {
  const wanted = [route('10.0.1.0/24', '192.0.2.1'), route('10.0.2.0/24', '192.0.2.2')];
  const present = [route('10.0.2.0/24', '192.0.2.9'), route('10.0.3.0/24', '192.0.2.3')];
  expect(planRoutes(wanted, present)).toEqual({ add: wanted, remove: [route('10.0.3.0/24', '192.0.2.3')] });
  expect(planRoutes(wanted, wanted)).toEqual({ add: [], remove: [] });
});

test('a node needs no route to its own Pods', () => {
  const node = (name: string, podRange: string, address: string) => ({ name, podRange, address, revision: 1 });
  const nodes = [node('a', '10.0.1.0/24', '192.0.2.1'), node('b', '10.0.2.0/24', '192.0.2.2')];
  expect(routesOf(nodes, '192.0.2.1')).toEqual([route('10.0.2.0/24', '192.0.2.2')]);
});
