import { expect, test } from 'vitest';
import { lastWords } from './command-client.ts';

test('from the fourth version on a Status comes last', () => {
  expect(JSON.parse(lastWords({ exitCode: 0 }, 'v4.channel.k8s.io').toString())).toEqual({
    metadata: {},
    status: 'Success',
  });
  expect(JSON.parse(lastWords({ exitCode: 7 }, 'v5.channel.k8s.io').toString())).toEqual({
    metadata: {},
    status: 'Failure',
    message: 'command terminated with non-zero exit code: exit status 7',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '7' }] },
  });
  expect(JSON.parse(lastWords({ failure: 'the node is gone' }, 'v4.base64.channel.k8s.io').toString())).toMatchObject({
    status: 'Failure',
    reason: 'InternalError',
    message: 'Internal error occurred: the node is gone',
  });
});

test('earlier versions say nothing of success, and else a sentence', () => {
  expect(lastWords({}, 'channel.k8s.io').toString()).toBe('');
  expect(lastWords({ exitCode: 2 }, '').toString()).toBe('command terminated with non-zero exit code: exit status 2');
  expect(lastWords({ failure: 'the node is gone' }, 'v3.channel.k8s.io').toString()).toBe('the node is gone');
});
