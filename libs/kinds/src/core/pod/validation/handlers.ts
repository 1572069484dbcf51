import { checkHttpHeaderName, forbidden, invalid, required } from '@flotilla/machinery';
import type { HTTPGetAction, LifecycleHandler, Probe } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach, nonNegative, supportedValue } from '../../../rules/field-rules.ts';
import { portNumber, portReference } from '../../../rules/port-rules.ts';

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>;
type HandlerKind = keyof Handler;

/** In the reference's order: the first is looked into, each further one is forbidden. */
const kinds: readonly HandlerKind[] = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

/** `graceSeconds` bounds how long a hook may sleep. */
export function* handlerErrors(field: string, handler: Handler, graceSeconds: number | undefined): FieldErrors {
  const [first, ...others] = kinds.filter((kind) => handler[kind] !== undefined);
  if (first === undefined) return yield required(field, 'must specify a handler type');
  yield* actionErrors(`${field}.${first}`, first, handler, graceSeconds);
  for (const other of others) yield forbidden(`${field}.${other}`, 'may not specify more than 1 handler type');
}

function* actionErrors(
  field: string,
  kind: HandlerKind,
  handler: Handler,
  graceSeconds: number | undefined,
): FieldErrors {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (kind === 'exec' && (exec?.command ?? []).length === 0) yield required(`${field}.command`);
  if (kind === 'httpGet' && httpGet !== undefined) yield* httpErrors(field, httpGet);
  if (kind === 'tcpSocket') yield* portReference(`${field}.port`, tcpSocket?.port);
  if (kind === 'grpc') yield* portNumber(`${field}.port`, grpc?.port ?? 0);
  if (kind === 'sleep') yield* sleepErrors(field, sleep?.seconds ?? 0, graceSeconds);
}

function* httpErrors(field: string, { path, port, scheme, httpHeaders }: HTTPGetAction): FieldErrors {
  if (!path) yield required(`${field}.path`);
  yield* portReference(`${field}.port`, port);
  yield* supportedValue(`${field}.scheme`, scheme ?? '', ['HTTP', 'HTTPS']);
  for (const { name = '' } of httpHeaders ?? []) {
    yield* invalidEach(`${field}.httpHeaders`, name, checkHttpHeaderName(name));
  }
}

function* sleepErrors(field: string, seconds: number, graceSeconds: number | undefined): FieldErrors {
  if (graceSeconds === undefined || (seconds >= 0 && seconds <= graceSeconds)) return;
  const why = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
  yield invalid(field, seconds, why);
}

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export function* probeErrors(
  field: string,
  kind: ProbeKind,
  probe: Probe,
  graceSeconds: number | undefined,
): FieldErrors {
  yield* handlerErrors(field, probe, graceSeconds);
  for (const name of countedFields) yield* nonNegative(`${field}.${name}`, probe[name]);
  const ownGrace = probe.terminationGracePeriodSeconds;
  const graceField = `${field}.terminationGracePeriodSeconds`;
  if (ownGrace !== undefined && ownGrace <= 0) yield invalid(graceField, ownGrace, 'must be greater than 0');
  if (kind === 'readinessProbe') {
    if (ownGrace !== undefined) yield invalid(graceField, ownGrace, 'must not be set for readinessProbes');
  } else if (probe.successThreshold !== 1) {
    yield invalid(`${field}.successThreshold`, probe.successThreshold ?? 0, 'must be 1');
  }
}

const countedFields = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;
