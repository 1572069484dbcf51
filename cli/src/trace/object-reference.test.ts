import { kinds } from '@flotilla/kinds';
import { idOf } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { UsageError } from '../command.ts';
import { parseReference } from './object-reference.ts';

test.each([
  ['pod/hello', 'pods:team/hello'],
  ['po/hello', 'pods:team/hello'],
  ['pods/hello', 'pods:team/hello'],
  ['Pod/hello', 'pods:team/hello'],
  ['deploy/web', 'deployments.apps:team/web'],
  ['deployments.apps/web', 'deployments.apps:team/web'],
  ['sts/database', 'statefulsets.apps:team/database'],
  ['ing/site', 'ingresses.networking.k8s.io:team/site'],
  ['events/hello.1', 'events:team/hello.1'],
  ['no/worker-1', 'nodes:worker-1'],
  ['ns/team', 'namespaces:team'],
])('%s is %s', (text, id) => {
  expect(idOf(parseReference(text, 'team', kinds.all))).toBe(id);
});

test.each(['hello', 'pod/', '/hello', 'pod/hello/log', ''])('"%s" names no object', (text) => {
  expect(() => parseReference(text, 'default', kinds.all)).toThrow(UsageError);
});

test('a kind that the API does not have is named in the error', () => {
  expect(() => parseReference('pot/hello', 'default', kinds.all)).toThrow(
    'Cannot trace "pot/hello": pot must be a kind of the Kubernetes API, such as pod or deploy',
  );
});
