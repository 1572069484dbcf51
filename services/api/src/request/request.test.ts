import { describe, expect, test } from 'vitest';
import { splitTarget, verbOf } from './request.ts';

test.each([
  ['/api/v1/pods', '/api/v1/pods', ''],
  ['/api/v1/pods?watch=1&a=b', '/api/v1/pods', 'watch=1&a=b'],
  ['/api/v1/pods?', '/api/v1/pods', ''],
  ['//', '//', ''],
  ['http://host:99999/api?x=y?z', 'http://host:99999/api', 'x=y%3Fz'],
])('the target %s is of a path and a query', (target, path, query) => {
  const split = splitTarget(target);
  expect(split.path).toBe(path);
  expect(split.query.toString()).toBe(query);
});

describe('a request is', () => {
  test.each([
    ['GET', 'x', 'watch=true', 'get'],
    ['GET', '', 'watch=true', 'watch'],
    ['GET', '', 'watch=false', 'list'],
    ['GET', '', '', 'list'],
    ['DELETE', 'x', '', 'delete'],
    ['DELETE', '', '', 'deletecollection'],
    ['HEAD', 'x', '', undefined],
    ['HEAD', '', 'watch=true', undefined],
  ])('%s of «%s» with «%s»: %s', (method, name, query, verb) => {
    expect(verbOf(method, { name, subresource: '' }, new URLSearchParams(query))).toBe(verb);
  });

  test.each(['HEAD', 'OPTIONS'])('%s behind a proxy: get', (method) => {
    expect(verbOf(method, { name: 'x', subresource: 'proxy' }, new URLSearchParams())).toBe('get');
  });
});
