import { checkDnsLabel, duplicate, invalid, required } from '@flotilla/machinery';
import type { ContainerResizePolicy, PodSpec } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach, oneOf } from '../../../rules/field-rules.ts';
import type { AnyContainer } from '../containers.ts';
import { environmentErrors, environmentFromErrors } from './environment.ts';
import { devicesErrors, mountsErrors } from './mounts.ts';
import { portsErrors } from './ports.ts';
import type { ResourceScope } from './resources.ts';
import { resourcesErrors } from './resources.ts';
import { containerSecurityErrors } from './security-context.ts';
import type { UsableVolumes } from './volumes.ts';

/** What containers are checked against. */
export interface PodScope {
  readonly spec: PodSpec;
  readonly volumes: UsableVolumes;
  readonly resources: ResourceScope;
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** What holds of every container: init, ordinary and ephemeral. */
export function* containerErrors(field: string, container: AnyContainer, scope: PodScope): FieldErrors {
  if (!container.name) yield required(`${field}.name`);
  else yield* invalidEach(`${field}.name`, container.name, checkDnsLabel(container.name));
  if (!container.image) yield required(`${field}.image`);
  yield* oneOf(`${field}.terminationMessagePolicy`, container.terminationMessagePolicy, [
    'File',
    'FallbackToLogsOnError',
  ]);
  yield* portsErrors(`${field}.ports`, container.ports ?? []);
  yield* environmentErrors(`${field}.env`, container.env ?? []);
  yield* environmentFromErrors(`${field}.envFrom`, container.envFrom ?? []);
  yield* mountsErrors(`${field}.volumeMounts`, container, scope.volumes);
  yield* devicesErrors(`${field}.volumeDevices`, container, scope.volumes);
  yield* oneOf(`${field}.imagePullPolicy`, container.imagePullPolicy, pullPolicies);
  yield* resourcesErrors(`${field}.resources`, container.resources ?? {}, scope.resources);
  yield* resizeErrors(`${field}.resizePolicy`, container.resizePolicy ?? [], scope.spec.restartPolicy);
  if (container.securityContext !== undefined) {
    yield* containerSecurityErrors(`${field}.securityContext`, container.securityContext, scope.spec);
  }
}

/** Of Pods only: templates were never asked for this. */
export function* imageTextErrors(field: string, image = ''): FieldErrors {
  if (image.trim() !== image) yield invalid(field, image, 'must not have leading or trailing whitespace');
}

function* resizeErrors(
  field: string,
  policies: readonly ContainerResizePolicy[],
  podRestartPolicy: string | undefined,
): FieldErrors {
  const seen = new Set<string>();
  for (const [index, { resourceName = '', restartPolicy = '' }] of policies.entries()) {
    if (seen.has(resourceName)) yield duplicate(`${field}[${index}]`, resourceName);
    seen.add(resourceName);
    yield* oneOf(field, resourceName, ['cpu', 'memory']);
    yield* oneOf(field, restartPolicy, ['NotRequired', 'RestartContainer']);
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      yield invalid(field, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
    }
  }
}

export function* nameTaken(field: string, name: string, names: Set<string>): FieldErrors {
  if (names.has(name)) yield duplicate(field, name);
  if (name) names.add(name);
}
