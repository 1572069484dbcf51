import { expect, test } from 'vitest';
import { findCreation } from './find-creation.ts';
import { creationAt, pod, podSpans, podTraceId } from './spans.fixture.ts';

test('an object that was made again is traced from its last making', () => {
  expect(findCreation([creationAt(-60_000), ...podSpans], pod)?.traceId).toBe(podTraceId);
  expect(findCreation([creationAt(60_000), ...podSpans], pod)?.traceId).toBe('3'.repeat(32));
});

test('a creation that was refused made nothing', () => {
  const refused = [
    creationAt(60_000, { error: 'pods "hello" already exists' }),
    creationAt(60_000, {
      attributes: { 'flotilla.object': pod, 'flotilla.verb': 'create', 'http.response.status_code': 409 },
    }),
  ];
  for (const span of refused) expect(findCreation([...podSpans, span], pod)?.traceId).toBe(podTraceId);
});

test('later writes of the object, and other objects of its name, are not its making', () => {
  const update = creationAt(60_000, { attributes: { 'flotilla.object': pod, 'flotilla.verb': 'update' } });
  const namesake = creationAt(60_000, {
    attributes: { 'flotilla.object': 'services:default/hello', 'flotilla.verb': 'create' },
  });
  expect(findCreation([...podSpans, update, namesake], pod)?.traceId).toBe(podTraceId);
  expect(findCreation([update, namesake], pod)).toBeUndefined();
});
