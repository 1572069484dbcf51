import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { JobPod } from './job-pod.ts';
import { Pods } from './kinds.ts';
import { tracking } from './tracking-names.ts';

/** Holds a Pod until it has been counted. */
export function trackPod(client: Client, pod: JobPod): Promise<void> {
  return changeFinalizers(client, pod, (others) => [...others, tracking.finalizer]);
}

/** Lets a Pod go that has been counted, or is not to be. */
export function untrackPod(client: Client, pod: JobPod): Promise<void> {
  return changeFinalizers(client, pod, (others) => others);
}

async function changeFinalizers(
  client: Client,
  { metadata: { namespace = '', name = '', uid } }: JobPod,
  change: (others: string[]) => string[],
): Promise<void> {
  try {
    await client.update(Pods, { namespace, name }, ({ metadata }) => {
      if (metadata.uid !== uid) return;
      metadata.finalizers = change((metadata.finalizers ?? []).filter((each) => each !== tracking.finalizer));
    });
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
