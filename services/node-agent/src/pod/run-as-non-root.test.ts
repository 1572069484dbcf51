import type { PodSecurityContext, SecurityContext } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../testing/sample-pod.ts';
import { rootComplaint } from './run-as-non-root.ts';

const where = '(pod: "sample_default(u1)", container: main)';

test.each<[string, SecurityContext, PodSecurityContext, string, string | undefined]>([
  ['nobody minds', {}, {}, '', undefined],
  [
    'the image is root’s',
    { runAsNonRoot: true },
    {},
    '',
    `container has runAsNonRoot and image will run as root ${where}`,
  ],
  [
    'the image is user 0’s',
    {},
    { runAsNonRoot: true },
    '0:5',
    `container has runAsNonRoot and image will run as root ${where}`,
  ],
  ['the image has a number', { runAsNonRoot: true }, {}, '70:70', undefined],
  [
    'the image has a name',
    { runAsNonRoot: true },
    {},
    'postgres',
    `container has runAsNonRoot and image has non-numeric user (postgres), cannot verify user is non-root ${where}`,
  ],
  ['the Pod names a user', { runAsNonRoot: true }, { runAsUser: 70 }, 'postgres', undefined],
  [
    'the container names root',
    { runAsUser: 0 },
    { runAsUser: 70, runAsNonRoot: true },
    '',
    `container's runAsUser breaks non-root policy ${where}`,
  ],
  ['the container does not mind', { runAsNonRoot: false }, { runAsNonRoot: true }, '', undefined],
])('where %s', (_case, own, shared, imageUser, complaint) => {
  const pod = samplePod({ uid: 'u1', spec: { securityContext: shared } });
  expect(rootComplaint(pod, { name: 'main', securityContext: own }, imageUser)).toBe(complaint);
});
