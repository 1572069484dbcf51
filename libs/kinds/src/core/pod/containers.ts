import type { Container, EphemeralContainer, PodSpec } from '../../generated/types/core-v1.ts';

export type AnyContainer = Container | EphemeralContainer;

/** A container and where it stands: `spec.initContainers[0]`. */
export interface PlacedContainer {
  readonly container: AnyContainer;
  readonly path: string;
}

/** All containers of a Pod: init containers first, ephemeral ones last. */
export function* everyContainer(spec: PodSpec, path: string): Generator<PlacedContainer> {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      yield { container, path: `${path}.${list}[${index}]` };
    }
  }
}

/** An init container that keeps running beside the others. */
export function isSidecar(container: Container | undefined): boolean {
  return container?.restartPolicy === 'Always';
}
