import { expect, test } from 'vitest';
import { decodeBody, encodeBody, joinBody } from './body.ts';
import { createSeal } from './seal.ts';

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'default', uid: 'u1', resourceVersion: '7', labels: { app: 'x' } },
  data: { greeting: 'grüß dich 🚢' },
};

test('a body is cut where the revision goes, and is the same object again once it is in', () => {
  const body = encodeBody(configMap);
  expect(body.head.endsWith('"resourceVersion":"')).toBe(true);
  expect(decodeBody(joinBody(body, 42))).toEqual({
    ...configMap,
    metadata: { ...configMap.metadata, resourceVersion: '42' },
  });
});

test('a body is one character a byte, so that it can be written to a socket as latin1', () => {
  const whole = joinBody(encodeBody(configMap), 42);
  expect(Buffer.from(whole, 'latin1').toString('utf8')).toContain('grüß dich 🚢');
});

test('an object without anything but its metadata has a body', () => {
  const bare = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: {} };
  expect(joinBody(encodeBody(bare), 3)).toBe(
    '{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"resourceVersion":"3"}}',
  );
});

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', uid: 'u1' },
  data: { password: 'aHVudGVyMg==' },
};

test('a sealed Secret holds nothing of its data and opens to what it was', () => {
  const seal = createSeal(Buffer.alloc(32, 1));
  const closed = seal.close(secret);
  expect(JSON.stringify(closed)).not.toContain('aHVudGVyMg');
  expect(seal.open(closed)).toEqual(secret);
});

test('a sealed text does not open under another key, nor in another Secret', () => {
  const closed = createSeal(Buffer.alloc(32, 1)).close(secret);
  expect(() => createSeal(Buffer.alloc(32, 2)).open(closed)).toThrow();
  const moved = { ...closed, metadata: { ...closed.metadata, uid: 'u2' } };
  expect(() => createSeal(Buffer.alloc(32, 1)).open(moved)).toThrow();
});

test('what is no Secret is stored as it is', () => {
  expect(createSeal(Buffer.alloc(32, 1)).close(configMap)).toBe(configMap);
});
