export type ProbeKind = 'startup' | 'liveness' | 'readiness';

export type Verdict = 'passed' | 'failed';

/** What its probes and its postStart hook have shown of one run; what is missing is not known yet. */
export type Health = { readonly [Kind in ProbeKind]?: Verdict } & {
  readonly postStart?: 'under-way' | Verdict;
  /** Why it has failed. */
  readonly postStartMessage?: string;
};
