import { expect, test } from 'vitest';
import { parseImageName } from './image-name.ts';

test.each([
  ['busybox', 'latest'],
  ['busybox:1', '1'],
  ['library/busybox:latest', 'latest'],
  ['localhost:5000/flotilla/busybox', 'latest'],
  ['localhost/flotilla/busybox:1', '1'],
  ['Registry/team/app:2', '2'],
  ['ghcr.io/a/b:v1.2_3', 'v1.2_3'],
])('%s has the tag %s', (image, tag) => {
  expect(parseImageName(image)).toEqual({ tag, digest: undefined });
});

const digest = `sha256:${'a'.repeat(64)}`;

test('a digest alone leaves the tag open', () => {
  expect(parseImageName(`busybox@${digest}`)).toEqual({ tag: undefined, digest });
});

test('a name may have both tag and digest', () => {
  expect(parseImageName(`busybox:latest@${digest}`)).toEqual({ tag: 'latest', digest });
});

test.each(['', 'Busybox', 'busybox:', 'a//b', 'busybox:in valid'])('%j is no name', (image) => {
  expect(parseImageName(image)).toBeUndefined();
});
