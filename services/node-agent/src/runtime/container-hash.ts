import { createHash } from 'node:crypto';
import type { Container } from '@flotilla/kinds/core/v1';

/**
 * Tells whether a running container still is what its spec says. Of what makes a container, only the image may change
 * in a living Pod, so nothing else counts: a field that a newer version knows must not restart what runs.
 */
export function containerHash(container: Container): string {
  return createHash('sha256')
    .update(`${container.name}\n${container.image ?? ''}`)
    .digest('hex')
    .slice(0, 16);
}
