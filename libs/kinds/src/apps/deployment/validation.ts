import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden, invalid, notSupported, required } from '@flotilla/machinery';
import type { Deployment, DeploymentSpec, RollingUpdateDeployment } from '../../generated/types/apps-v1.ts';
import { atMostTheWhole, countOrPercent, isZero } from '../../rules/count-or-percent.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { selectorAndTemplateErrors } from '../../rules/replica-rules.ts';

export function validateDeployment(object: KubernetesObject): FieldError[] {
  return [...specErrors('spec', (object as Deployment).spec)];
}

function* specErrors(field: string, spec: DeploymentSpec | undefined): FieldErrors {
  yield* nonNegative(`${field}.replicas`, spec?.replicas);
  yield* selectorAndTemplateErrors(field, spec);
  yield* strategyErrors(`${field}.strategy`, spec?.strategy);
  yield* nonNegative(`${field}.minReadySeconds`, spec?.minReadySeconds);
  yield* nonNegative(`${field}.revisionHistoryLimit`, spec?.revisionHistoryLimit);
  yield* deadlineErrors(`${field}.progressDeadlineSeconds`, spec);
}

function* deadlineErrors(field: string, spec: DeploymentSpec | undefined): FieldErrors {
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec ?? {};
  if (deadline === undefined) return;
  yield* nonNegative(field, deadline);
  if (deadline <= minReadySeconds) yield invalid(field, deadline, 'must be greater than minReadySeconds');
}

const strategyForm = { type: '', rollingUpdate: { maxUnavailable: null, maxSurge: null } } as const;

function* strategyErrors(field: string, strategy: DeploymentSpec['strategy'] = {}): FieldErrors {
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate === undefined) return;
    yield forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'");
  } else if (type !== 'RollingUpdate') {
    yield notSupported(field, internalForm(strategy, strategyForm), ['Recreate', 'RollingUpdate']);
  } else if (rollingUpdate === undefined) {
    yield required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil');
  } else yield* rollingErrors(`${field}.rollingUpdate`, rollingUpdate);
}

function* rollingErrors(field: string, { maxUnavailable, maxSurge }: RollingUpdateDeployment): FieldErrors {
  yield* countOrPercent(`${field}.maxUnavailable`, maxUnavailable);
  yield* countOrPercent(`${field}.maxSurge`, maxSurge);
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    yield invalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0');
  }
  yield* atMostTheWhole(`${field}.maxUnavailable`, maxUnavailable);
}
