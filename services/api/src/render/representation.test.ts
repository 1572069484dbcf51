import { expect, test } from 'vitest';
import { representationOf } from './representation.ts';

test.each([
  [undefined, 'object'],
  ['*/*', 'object'],
  ['application/json', 'object'],
  ['application/vnd.kubernetes.protobuf,application/json', 'object'],
  [
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
    'table',
  ],
  ['application/json;as=Table;v=v9;g=meta.k8s.io,application/json', 'object'],
  ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', 'metadata'],
  ['application/json;q=0.1,application/json;as=Table;v=v1;g=meta.k8s.io;q=0.9', 'table'],
] as const)('of %s the first form that can be had is taken: %s', (accept, expected) => {
  expect(representationOf(accept)).toBe(expected);
});

test('nothing that can be had is 406', () => {
  expect(() => representationOf('text/html')).toThrow(expect.objectContaining({ code: 406, reason: 'NotAcceptable' }));
});
