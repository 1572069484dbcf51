import type { PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement } from '@flotilla/kinds/batch/v1';
import type { JobPod } from '../objects/job-pod.ts';

/** What a Pod's failure means to its Job. */
export interface FailureVerdict {
  /** Whether it uses up a try. */
  readonly isCounted: boolean;
  readonly failsIndex: boolean;
  /** Why the whole Job fails with it. */
  readonly failsJob?: string;
}

const counted: FailureVerdict = { isCounted: true, failsIndex: false };

/** The verdict of the first rule that fits. Source: KEP-3329. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: JobPod): FailureVerdict {
  for (const [index, { action, onExitCodes, onPodConditions = [] }] of (policy?.rules ?? []).entries()) {
    const what = onExitCodes === undefined ? conditionThat(pod, onPodConditions) : exitThat(pod, onExitCodes);
    if (what === undefined) continue;
    if (action === 'Ignore') return { isCounted: false, failsIndex: false };
    if (action === 'FailIndex') return { isCounted: true, failsIndex: true };
    if (action === 'Count') return counted;
    if (action === 'FailJob') return { ...counted, failsJob: `${what} matching FailJob rule at index ${index}` };
  }
  return counted;
}

const nameOf = ({ metadata: { namespace = '', name = '' } }: JobPod): string => `${namespace}/${name}`;

function exitThat(pod: JobPod, requirement: PodFailurePolicyOnExitCodesRequirement): string | undefined {
  const { containerName, operator, values } = requirement;
  const container = pod.failedContainers.find(
    ({ name, exitCode }) =>
      (containerName === undefined || containerName === name) && values.includes(exitCode) === (operator === 'In'),
  );
  if (container === undefined) return undefined;
  return `Container ${container.name} for pod ${nameOf(pod)} failed with exit code ${container.exitCode}`;
}

function conditionThat(
  pod: JobPod,
  patterns: readonly { readonly type: string; readonly status?: string | undefined }[],
): string | undefined {
  const condition = pod.conditions.find((each) =>
    patterns.some(({ type, status }) => type === each.type && status === each.status),
  );
  return condition === undefined ? undefined : `Pod ${nameOf(pod)} has condition ${condition.type}`;
}
