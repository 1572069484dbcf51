import { forbidden } from '@flotilla/machinery';
import type {
  Container,
  ContainerRestartRule,
  ContainerStatus,
  PodSpec,
  PodStatus,
} from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';

/** A container that ended may only run again where its restart policy lets it. */
export function* restartedContainerErrors(status: PodStatus, before: PodStatus, spec: PodSpec): FieldErrors {
  if (!mayRestartAll(spec)) {
    const rules = (containers: Container[] | undefined) => (name: string, exitCode: number) =>
      (containers ?? []).some((container) => container.name === name && mayRestart(container, spec, exitCode));
    yield* listErrors('containerStatuses', status, before, rules(spec.containers));
    yield* listErrors('initContainerStatuses', status, before, rules(spec.initContainers));
  }
  yield* listErrors('ephemeralContainerStatuses', status, before, () => false);
}

type List = 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses';

function* listErrors(
  list: List,
  status: PodStatus,
  before: PodStatus,
  mayRun: (name: string, exitCode: number) => boolean,
): FieldErrors {
  for (const [index, old] of (before[list] ?? []).entries()) {
    const ended = old.state?.terminated;
    if (ended === undefined || !runsAgain(status[list] ?? [], old.name) || mayRun(old.name, ended.exitCode)) continue;
    yield forbidden(`status.${list}[${index}].state`, 'may not be transitioned to non-terminated state');
  }
}

function runsAgain(statuses: readonly ContainerStatus[], name: string): boolean {
  return statuses.some((status) => status.name === name && status.state?.terminated === undefined);
}

function mayRestartAll({ containers = [], initContainers = [] }: PodSpec): boolean {
  const rules = [...containers, ...initContainers].flatMap(({ restartPolicyRules }) => restartPolicyRules ?? []);
  return rules.some(({ action }) => action === 'RestartAllContainers');
}

/** Whether a container that ended with `exitCode` is started again. Source: KEP-5307. */
export function mayRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  const { restartPolicy, restartPolicyRules = [] } = container;
  if (restartPolicy !== undefined && restartPolicyRules.some((rule) => matches(rule, exitCode))) return true;
  const policy = restartPolicy ?? spec.restartPolicy;
  return policy === 'OnFailure' ? exitCode !== 0 : policy !== 'Never';
}

function matches({ exitCodes }: ContainerRestartRule, exitCode: number): boolean {
  if (exitCodes === undefined) return false;
  const isListed = (exitCodes.values ?? []).includes(exitCode);
  return exitCodes.operator === 'In' ? isListed : exitCodes.operator === 'NotIn' && !isListed;
}
