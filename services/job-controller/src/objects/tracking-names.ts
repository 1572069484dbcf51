/** How a Job knows its Pods, and what they are for. Source: Kubernetes documentation, "Jobs" and "Well-known labels". */
export const tracking = {
  /** On a Pod until its Job has counted it. */
  finalizer: 'batch.kubernetes.io/job-tracking',
  /** Annotation and label. */
  index: 'batch.kubernetes.io/job-completion-index',
  failures: 'batch.kubernetes.io/job-index-failure-count',
  ignoredFailures: 'batch.kubernetes.io/job-index-ignored-failure-count',
} as const;
