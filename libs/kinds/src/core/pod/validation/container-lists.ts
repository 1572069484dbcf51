import { forbidden, invalid, notFound, required } from '@flotilla/machinery';
import type { Container, EphemeralContainer } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { isSidecar } from '../containers.ts';
import type { PodScope } from './container.ts';
import { containerErrors, imageTextErrors, nameTaken } from './container.ts';
import type { ProbeKind } from './handlers.ts';
import { handlerErrors, probeErrors } from './handlers.ts';
import { hostPortConflicts } from './ports.ts';
import { initRestartErrors, restartErrors } from './restart-rules.ts';

const probeKinds: readonly ProbeKind[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

export function* containersErrors(field: string, containers: readonly Container[], scope: PodScope): FieldErrors {
  if (containers.length === 0) return yield required(field);
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    yield* containerErrors(path, container, scope);
    yield* nameTaken(`${path}.name`, container.name ?? '', names);
    yield* lifeErrors(path, container, scope);
    yield* restartErrors(path, container);
  }
  yield* hostPortConflicts(field, containers);
}

export function* initContainersErrors(field: string, containers: readonly Container[], scope: PodScope): FieldErrors {
  const names = new Set((scope.spec.containers ?? []).map(({ name }) => name));
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    yield* containerErrors(path, container, scope);
    yield* initRestartErrors(path, container);
    yield* nameTaken(`${path}.name`, container.name ?? '', names);
    yield* hostPortConflicts(field, [container]);
    if (isSidecar(container)) yield* lifeErrors(path, container, scope);
    else yield* shortLived(path, container);
  }
}

function* lifeErrors(field: string, container: Container, { spec }: PodScope): FieldErrors {
  const grace = spec.terminationGracePeriodSeconds;
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler = container.lifecycle?.[hook];
    if (handler !== undefined) yield* handlerErrors(`${field}.lifecycle.${hook}`, { ...handler, ...noProbe }, grace);
  }
  for (const kind of probeKinds) {
    const probe = container[kind];
    if (probe !== undefined) yield* probeErrors(`${field}.${kind}`, kind, probe, grace);
  }
}

/** A hook calls no gRPC service. */
const noProbe = { grpc: undefined };

/** What an init container that ends cannot have. */
function* shortLived(field: string, container: Container): FieldErrors {
  for (const name of ['lifecycle', ...probeKinds] as const) {
    if (container[name] === undefined) continue;
    yield forbidden(`${field}.${name}`, 'may not be set for init containers without restartPolicy=Always');
  }
  for (const [index, { restartPolicy }] of (container.resizePolicy ?? []).entries()) {
    if (restartPolicy !== 'RestartContainer') continue;
    const why = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    yield invalid(`${field}.resizePolicy[${index}].restartPolicy`, restartPolicy, why);
  }
}

/** What an ephemeral container cannot have: it is for looking into a Pod that runs. */
const notEphemeral = [
  'ports',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

export function* ephemeralContainersErrors(
  field: string,
  containers: readonly EphemeralContainer[],
  scope: PodScope,
): FieldErrors {
  const lasting = new Set(
    [...(scope.spec.containers ?? []), ...(scope.spec.initContainers ?? [])].map(({ name }) => name),
  );
  const names = new Set(lasting);
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    yield* containerErrors(path, container, scope);
    yield* imageTextErrors(`${path}.image`, container.image);
    yield* nameTaken(`${path}.name`, container.name ?? '', names);
    const target = container.targetContainerName;
    if (target && !lasting.has(target)) yield notFound(`${path}.targetContainerName`, target);
    yield* ephemeralErrors(path, container);
  }
}

const notForEphemeral = 'cannot be set for an Ephemeral Container';

function* ephemeralErrors(field: string, container: EphemeralContainer): FieldErrors {
  for (const name of notEphemeral) {
    if (container[name] !== undefined) yield forbidden(`${field}.${name}`, notForEphemeral);
  }
  if (Object.keys(container.resources ?? {}).length > 0) yield forbidden(`${field}.resources`, notForEphemeral);
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    for (const name of ['subPath', 'subPathExpr'] as const) {
      if (mount[name]) yield forbidden(`${field}.volumeMounts[${index}].${name}`, notForEphemeral);
    }
  }
}
