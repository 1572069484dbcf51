import { duplicate, type FieldError, invalid, type KubernetesObject, required } from '@flotilla/machinery';
import type { Job, JobStatus } from '../../generated/types/batch-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative } from '../../rules/field-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { IndexRangesError, parseIndexRanges } from './index-ranges.ts';

/** One version of a Job: its status, and what follows from its conditions. */
interface View {
  readonly job: Job;
  readonly status: JobStatus;
  is(type: string): boolean;
  readonly isFinished: boolean;
}

function viewOf(job: Job): View {
  const status = job.status ?? {};
  const is = (type: string): boolean =>
    status.conditions?.some((each) => each.type === type && each.status === 'True') ?? false;
  return { job, status, is, isFinished: is('Complete') || is('Failed') };
}

/** Others than our own controller may drive a Job; what clients rest on holds all the same. Source: KEP-4368. */
export function validateJobStatusUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const [to, from] = [viewOf(next as Job), viewOf(previous as Job)];
  return [...countErrors(to), ...stateErrors(to, from), ...indexErrors(to, from), ...changeErrors(to, from)];
}

const counts = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;

function* countErrors({ status }: View): FieldErrors {
  for (const name of counts) yield* nonNegative(`status.${name}`, status[name]);
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'] as const) {
    for (const [index, uid] of (status.uncountedTerminatedPods?.[list] ?? []).entries()) {
      const field = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === '') yield invalid(field, uid, 'must not be empty');
      else if (seen.has(uid)) yield duplicate(field, uid);
      seen.add(uid);
    }
  }
}

/** Asks whether one of these fields of the status has changed. */
type Moved = (...names: (keyof JobStatus)[]) => boolean;

/** Rules are asked only where what they are about has changed: an older object may break one. */
function* stateErrors(to: View, from: View): FieldErrors {
  const { status } = to;
  const moved: Moved = (...names) => names.some((name) => !sameValue(status[name], from.status[name]));
  const turned = (type: string): boolean => to.is(type) !== from.is(type);
  yield* endErrors(to, turned);
  if (turned('Complete') || moved('completionTime')) yield* completionTimeErrors(to);
  if (moved('startTime', 'completionTime')) yield* orderErrors(to);
  yield* interimErrors(to, turned, moved);
  const isNewlyFinished = to.isFinished !== from.isFinished;
  if (to.isFinished) yield* finishedErrors(to, (...names) => isNewlyFinished || moved(...names));
  if (moved('ready', 'active') && (status.ready ?? 0) > (status.active ?? 0)) {
    yield invalid('status.ready', status.ready, 'cannot set more ready pods than active');
  }
  yield* successErrors(to);
}

/** A Job ends one way. */
function* endErrors({ is }: View, turned: (type: string) => boolean): FieldErrors {
  for (const other of ['Failed', 'FailureTarget']) {
    if ((turned('Complete') || turned(other)) && is('Complete') && is(other)) {
      yield conditionError(`cannot set Complete=True and ${other}=true conditions`);
    }
  }
}

/** It is said how a Job is to end before it has. */
function* interimErrors({ is }: View, turned: (type: string) => boolean, moved: Moved): FieldErrors {
  if ((turned('Failed') || moved('failedIndexes')) && is('Failed') && !is('FailureTarget')) {
    yield conditionError('cannot set Failed=True condition without the FailureTarget=true condition');
  }
  if ((turned('Complete') || turned('SuccessCriteriaMet')) && is('Complete') && !is('SuccessCriteriaMet')) {
    yield conditionError('cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  }
}

function* finishedErrors({ job, status }: View, moved: Moved): FieldErrors {
  const { active = 0, terminating = 0, startTime, uncountedTerminatedPods } = status;
  const mayLackStart = job.spec?.suspend === true && job.spec.completions === 0;
  if (moved('active') && active > 0) {
    yield invalid('status.active', active, 'active>0 is invalid for finished job');
  }
  if (moved('startTime') && !mayLackStart && !startTime) {
    yield required('status.startTime', 'startTime is required for finished job');
  }
  if (moved('uncountedTerminatedPods') && uncounted(status) > 0) {
    yield invalid('status.uncountedTerminatedPods', uncountedTerminatedPods, 'must be empty for finished job');
  }
  if (moved('terminating') && terminating > 0) {
    yield invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job');
  }
}

const uncounted = ({ uncountedTerminatedPods: pods }: JobStatus): number =>
  (pods?.succeeded ?? []).length + (pods?.failed ?? []).length;

/** The reference leaves the value out, as it is a whole list. */
function conditionError(why: string): FieldError {
  return { reason: 'FieldValueInvalid', field: 'status.conditions', message: `Invalid value: ${why}` };
}

function* completionTimeErrors({ status, is }: View): FieldErrors {
  const field = 'status.completionTime';
  if (status.completionTime && !is('Complete')) {
    yield invalid(field, status.completionTime, 'cannot set completionTime when there is no Complete=True condition');
  }
  if (!status.completionTime && is('Complete')) yield required(field, 'completionTime is required for Complete jobs');
}

function* orderErrors({ status: { startTime, completionTime } }: View): FieldErrors {
  if (startTime && completionTime && Date.parse(completionTime) < Date.parse(startTime)) {
    yield invalid('status.completionTime', completionTime, 'must be equal to or after `startTime`');
  }
}

function* successErrors({ job, is }: View): FieldErrors {
  for (const type of ['Failed', 'FailureTarget']) {
    if (is('SuccessCriteriaMet') && is(type)) {
      yield conditionError(`cannot set SuccessCriteriaMet=True and ${type}=true conditions`);
    }
  }
  if (job.spec?.successPolicy !== undefined && is('Complete') && !is('SuccessCriteriaMet')) {
    yield conditionError('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True');
  }
}

function* indexErrors({ job, status }: View, { status: before }: View): FieldErrors {
  const { completions, backoffLimitPerIndex, completionMode } = job.spec ?? {};
  const { completedIndexes = '', failedIndexes } = status;
  const completedMoved = completedIndexes !== (before.completedIndexes ?? '');
  const failedMoved = failedIndexes !== before.failedIndexes;
  if (completedMoved && completions !== undefined) yield* listErrors('completedIndexes', completedIndexes, completions);
  if (failedMoved && completions !== undefined && backoffLimitPerIndex !== undefined) {
    yield* listErrors('failedIndexes', failedIndexes ?? '', completions);
  }
  if (completedMoved && completedIndexes !== '' && completionMode !== 'Indexed') {
    const why = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    yield invalid('status.completedIndexes', completedIndexes, why);
  }
  if (failedMoved && failedIndexes !== undefined && backoffLimitPerIndex === undefined) {
    const why = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    yield invalid('status.failedIndexes', failedIndexes, why);
  }
  if ((completedMoved || failedMoved) && completions !== undefined && failedIndexes !== undefined) {
    yield* overlapErrors(completedIndexes, failedIndexes, completions);
  }
}

function* listErrors(name: string, text: string, completions: number): FieldErrors {
  try {
    parseIndexRanges(text, completions);
  } catch (error) {
    if (!(error instanceof IndexRangesError)) throw error;
    yield invalid(`status.${name}`, text, `error parsing ${name}: ${error.message}`);
  }
}

function* overlapErrors(completed: string, failed: string, completions: number): FieldErrors {
  if ([...listErrors('', completed, completions), ...listErrors('', failed, completions)].length > 0) return;
  for (const one of parseIndexRanges(completed, completions)) {
    for (const other of parseIndexRanges(failed, completions)) {
      if (one.first > other.last || other.first > one.last) continue;
      const at = Math.max(one.first, other.first);
      return yield invalid(
        'status.failedIndexes',
        failed,
        `failedIndexes and completedIndexes overlap at index: ${at}`,
      );
    }
  }
}

/** What only goes one way. */
function* changeErrors(to: View, from: View): FieldErrors {
  const { job, status } = to;
  const { spec } = job;
  for (const type of ['Failed', 'Complete', 'FailureTarget']) {
    if (from.is(type) && !to.is(type)) yield conditionError(`cannot disable the terminal ${type}=True condition`);
  }
  if ((status.failed ?? 0) < (from.status.failed ?? 0)) {
    yield invalid('status.failed', status.failed ?? 0, 'cannot decrease the failed counter');
  }
  const mayShrink = spec?.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!mayShrink && (status.succeeded ?? 0) < (from.status.succeeded ?? 0)) {
    yield invalid('status.succeeded', status.succeeded ?? 0, 'cannot decrease the succeeded counter');
  }
  const { startTime, completionTime } = from.status;
  if (status.completionTime && completionTime && status.completionTime !== completionTime) {
    yield invalid('status.completionTime', status.completionTime, 'field is immutable');
  }
  const isResuming = from.is('Suspended') && !to.is('Suspended');
  if (startTime && startTime !== status.startTime && spec?.suspend !== true && !isResuming) {
    yield invalid('status.startTime', status.startTime, 'field is immutable for unsuspended job once set');
  }
  if (from.is('SuccessCriteriaMet') && !to.is('SuccessCriteriaMet')) {
    yield conditionError('cannot disable the SuccessCriteriaMet=True condition');
  }
  if (from.is('Complete') && !from.is('SuccessCriteriaMet') && to.is('SuccessCriteriaMet')) {
    yield conditionError('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions');
  }
}
