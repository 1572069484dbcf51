import type { Pod } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { chooseContainer, notStarted } from './log-container.ts';

const podOf = (...names: string[]): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: names.map((name) => ({ name, image: 'x' })), initContainers: [{ name: 'setup', image: 'x' }] },
});

test('the only container need not be named', () => {
  expect(chooseContainer(podOf('a'), '')).toBe('a');
});

test('one of several must be named', () => {
  expect(() => chooseContainer(podOf('a', 'b'), '')).toThrow(
    'a container name must be specified for pod p, choose one of: [a b] or one of the init containers: [setup]',
  );
});

test('an init container can be named, one that is not there cannot', () => {
  expect(chooseContainer(podOf('a'), 'setup')).toBe('setup');
  expect(() => chooseContainer(podOf('a'), 'z')).toThrow('container z is not valid for pod p');
});

test('a container that waits says for what', () => {
  const state = { waiting: { reason: 'ContainerCreating' } };
  const containerStatuses = [{ name: 'a', state, ready: false, restartCount: 0, image: '', imageID: '' }];
  expect(notStarted({ ...podOf('a'), status: { containerStatuses } }, 'a').message).toBe(
    'container "a" in pod "p" is waiting to start: ContainerCreating',
  );
});
