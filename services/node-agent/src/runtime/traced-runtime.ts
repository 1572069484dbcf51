import { objectAttributes, type Telemetry } from '@flotilla/telemetry';
import type { StoredPod } from '../pod/stored-pod.ts';
import type { PodRuntime } from './runtime.ts';

export interface TracedRuntimeDeps {
  readonly runtime: PodRuntime;
  readonly telemetry: Telemetry;
  /** The trace of the write that brought a Pod here, by the Pod's uid. */
  causeOf(uid: string): string | undefined;
}

/** The same runtime; what it does to bring Pods up is part of the trace of who asked for them. */
export function createTracedRuntime({ runtime, telemetry, causeOf }: TracedRuntimeDeps): PodRuntime {
  const traced = (name: string, { metadata }: StoredPod, work: () => Promise<void>): Promise<void> => {
    const parent = causeOf(metadata.uid);
    if (parent === undefined) return work();
    const { namespace } = metadata;
    const attributes = objectAttributes({ resource: 'pods', namespace, name: metadata.name }, 'run');
    return telemetry.span(name, { parent, attributes }, work);
  };
  return {
    ...runtime,
    createSandbox: (request) => traced('create sandbox', request.pod, () => runtime.createSandbox(request)),
    run: (request) => traced(`start container ${request.container.name}`, request.pod, () => runtime.run(request)),
  };
}
