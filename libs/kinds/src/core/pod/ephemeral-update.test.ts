import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { ephemeralContainersSubresource as subresource } from './ephemeral-update.ts';
import { defaultedPod } from './pod.fixture.ts';

const debug = { name: 'debug', image: 'busybox:1' };

test('only the ephemeral containers of a Pod change', () => {
  const next = defaultedPod({ hostname: 'other', ephemeralContainers: [debug] });
  const previous = defaultedPod();
  subresource.prepareUpdate(next, previous);
  expect(next.spec?.hostname).toBeUndefined();
  expect(next.spec?.ephemeralContainers).toHaveLength(1);
  expect(subresource.validateUpdate(next, previous)).toEqual([]);
});

test('what once looked in stays as it was', () => {
  const previous = defaultedPod({ ephemeralContainers: [debug] });
  expect(textsOf(subresource.validateUpdate(defaultedPod(), previous))).toEqual([
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed\n',
  ]);
  const changed = defaultedPod({ ephemeralContainers: [{ ...debug, image: 'busybox:2' }] });
  expect(textsOf(subresource.validateUpdate(changed, previous))[0]).toContain(
    '"debug" may not be changed\n@@ -1,5 +1,5 @@',
  );
});
