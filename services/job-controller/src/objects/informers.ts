import { createInformer, type Informer, type InformerDeps, ownershipIndex } from '@flotilla/controller';
import type { CronJob, Job } from '@flotilla/kinds/batch/v1';
import { type LabelMatcher, labelMatcherOf, type ObjectMeta } from '@flotilla/machinery';
import { type JobPod, viewJobPod } from './job-pod.ts';
import { CronJobs, Jobs, Pods } from './kinds.ts';

/** A Job, and what finds its Pods. */
export type SelectingJob = Job & { readonly selector: LabelMatcher };

/** All that the controllers of this service follow. */
export interface Informers {
  readonly cronJobs: Informer<CronJob>;
  /** By who controls them too. */
  readonly jobs: Informer<SelectingJob>;
  /** By who controls them too. */
  readonly pods: Informer<JobPod>;
}

export function createInformers(deps: InformerDeps): Informers {
  return {
    cronJobs: createInformer(deps, CronJobs, { project: withoutManagedFields<CronJob> }),
    jobs: createInformer(deps, Jobs, { project: viewJob, indices: ownershipIndex }),
    pods: createInformer(deps, Pods, { project: viewJobPod, indices: ownershipIndex }),
  };
}

function viewJob(job: Job): SelectingJob {
  return { ...withoutManagedFields(job), selector: labelMatcherOf(job.spec?.selector as never) };
}

function withoutManagedFields<T extends { metadata: ObjectMeta }>(object: T): T {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
