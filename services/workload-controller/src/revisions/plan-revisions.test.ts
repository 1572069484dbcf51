import { expect, test } from 'vitest';
import { planHistory, planRevision } from './plan-revisions.ts';
import { dataOf, nameOf, type Revision, templateOf } from './revision.ts';

const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image, resources: {} }] },
});

const revision = (name: string, number: number, image = name): Revision => ({
  metadata: { name },
  revision: number,
  data: dataOf(template(image)),
});

const [first, second] = [revision('a', 1), revision('b', 2)];

test('a template that is new gets the next number', () => {
  expect(planRevision(template('a'), [])).toEqual({ type: 'create', number: 1 });
  expect(planRevision(template('c'), [second, first])).toEqual({ type: 'create', number: 3 });
});

test('a template that is there is not made again; one from before becomes the newest', () => {
  expect(planRevision(template('b'), [second, first])).toEqual({ type: 'keep', revision: second });
  expect(planRevision(template('a'), [second, first])).toEqual({ type: 'renumber', revision: first, number: 3 });
});

test('the order of fields makes no other template', () => {
  const { metadata, spec } = template('a');
  expect(planRevision({ spec, metadata }, [first])).toEqual({ type: 'keep', revision: first });
});

test('a revision gives its template back', () => {
  expect(templateOf(first)).toEqual(template('a'));
  expect(first.data).toHaveProperty('spec.template.$patch', 'replace');
});

test('the oldest go that nobody uses, so that as many are left as are to be kept beside those in use', () => {
  const all = [5, 3, 1, 4, 2].map((number) => revision(`r${number}`, number));
  const gone = (limit: number, ...inUse: string[]) => planHistory(all, { limit, inUse: new Set(inUse) }).map(nameOf);
  expect(gone(2, 'r5', 'r1')).toEqual(['r2']);
  expect(gone(0, 'r5')).toEqual(['r1', 'r2', 'r3', 'r4']);
  expect(gone(-1)).toEqual([]);
});
