import type { Container } from '@flotilla/kinds/core/v1';
import { describePod, type StoredPod } from './stored-pod.ts';

/**
 * Why a container must not be started that is not to run as root, in upstream's words; undefined where it may be.
 * `imageUser` is by name or number, perhaps with a group.
 */
export function rootComplaint(pod: StoredPod, container: Container, imageUser: string): string | undefined {
  const { securityContext: shared = {} } = pod.spec;
  const { securityContext: own = {} } = container;
  if (!(own.runAsNonRoot ?? shared.runAsNonRoot)) return undefined;
  const where = `(pod: "${describePod(pod)}", container: ${container.name})`;
  const runAsUser = own.runAsUser ?? shared.runAsUser;
  if (runAsUser !== undefined) {
    return runAsUser === 0 ? `container's runAsUser breaks non-root policy ${where}` : undefined;
  }
  const [user = ''] = imageUser.split(':');
  if (user === '' || /^0+$/.test(user)) return `container has runAsNonRoot and image will run as root ${where}`;
  if (/^\d+$/.test(user)) return undefined;
  const why = `image has non-numeric user (${user}), cannot verify user is non-root`;
  return `container has runAsNonRoot and ${why} ${where}`;
}
