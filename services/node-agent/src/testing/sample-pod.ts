import { randomUUID } from 'node:crypto';
import type { Container, PodSpec, PodStatus } from '@flotilla/kinds/core/v1';
import type { StoredPod } from '../pod/stored-pod.ts';

export interface SamplePod {
  readonly name?: string;
  readonly uid?: string;
  readonly annotations?: Record<string, string>;
  /** A shell script for each container; one that sleeps by default. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly containers?: readonly Container[];
  readonly spec?: Partial<PodSpec>;
  readonly status?: PodStatus;
}

/** Says when it can be told to end, and then ends at once when it is. */
export const sleepScript = "trap 'exit 0' TERM; echo ready; sleep 1000 & wait";

export const sampleImage = 'localhost/flotilla/busybox:1';

/** A Pod as the API would have stored it. */
export function samplePod(sample: SamplePod = {}): StoredPod {
  const { name = 'sample', uid = randomUUID(), scripts = { main: sleepScript }, annotations, status } = sample;
  const containers =
    sample.containers ?? Object.entries(scripts).map(([container, script]) => shellContainer(container, script));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid, generation: 1, ...(annotations && { annotations }) },
    spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, ...sample.spec, containers: [...containers] },
    status: { phase: 'Pending', qosClass: 'BestEffort', ...status },
  };
}

export function shellContainer(name: string, script: string): Container {
  return { name, image: sampleImage, command: ['sh', '-c', script], imagePullPolicy: 'IfNotPresent' };
}
