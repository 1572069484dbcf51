import { type Controller, controller, controllerOf, done, ownedBy } from '@flotilla/controller';
import { pathOf } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { finishOf } from '../objects/conditions.ts';
import type { Informers } from '../objects/informers.ts';
import type { JobPod } from '../objects/job-pod.ts';
import { isManagedHere } from '../objects/managed-here.ts';
import { untrackPod } from '../objects/track-pod.ts';

/** Lets Pods go that no Job will count any more: theirs is gone, or has finished. */
export function orphanPodController(client: Client, { jobs, pods }: Pick<Informers, 'jobs' | 'pods'>): Controller {
  return controller('job-orphan-pod')
    .for(pods)
    .watches(jobs, ({ before, after }) => {
      const job = after ?? before;
      if (job === undefined || (after !== undefined && finishOf(after) === undefined)) return [];
      return ownedBy(pods, job).map(({ metadata: { namespace = '', name = '' } }) => pathOf({ namespace, name }));
    })
    .reconciles(async (path) => {
      const pod = pods.get(path);
      if (pod?.isTracked && isForsaken(pod, { jobs, pods })) await untrackPod(client, pod);
      return done;
    });
}

function isForsaken(pod: JobPod, { jobs }: Pick<Informers, 'jobs' | 'pods'>): boolean {
  const { namespace = '', labels } = pod.metadata;
  const owner = controllerOf(pod);
  if (owner === undefined) {
    return ![...jobs.list(namespace)].some(([, job]) => finishOf(job) === undefined && job.selector.matches(labels));
  }
  if (owner.kind !== 'Job' || owner.apiVersion !== 'batch/v1') return false;
  const job = jobs.get(pathOf({ namespace, name: owner.name }));
  if (job === undefined || job.metadata.uid !== owner.uid) return true;
  return finishOf(job) !== undefined && isManagedHere(job);
}
