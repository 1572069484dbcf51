import type { FieldError } from './field-error.ts';

/** The machine-readable reason of a failed request. Source: Kubernetes API conventions, "Response Status Kind". */
export type StatusReason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Forbidden'
  | 'Gone'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'NotFound'
  | 'RequestEntityTooLarge'
  | 'ServerTimeout'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'UnsupportedMediaType';

export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The resource (`pods`) or, where the error is of a kind (Invalid), the kind (`Pod`). */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The `Status` object that clients get in place of what they asked for. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: StatusReason;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** A group and a resource (`pods`) or kind (`Pod`), as an error names it: `deployments.apps`. */
export interface Qualified {
  readonly group: string;
  readonly name: string;
}

/** A refusal that clients understand. Everything that reaches a client as an error is one of these. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: Status;

  constructor(code: number, reason: StatusReason, message: string, details?: StatusDetails) {
    super(message);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    };
  }

  get code(): number {
    return this.status.code;
  }

  get reason(): StatusReason {
    return this.status.reason;
  }
}

/** Whether `error` is a refusal for one of these reasons. */
export function isStatus(error: unknown, ...reasons: StatusReason[]): error is StatusError {
  return error instanceof StatusError && (reasons.length === 0 || reasons.includes(error.reason));
}

export function notFoundError(resource: Qualified, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${title(resource)} "${name}" not found`, named(resource, name));
}

export function alreadyExistsError(resource: Qualified, name: string): StatusError {
  return new StatusError(409, 'AlreadyExists', `${title(resource)} "${name}" already exists`, named(resource, name));
}

export function conflictError(resource: Qualified, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${title(resource)} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, named(resource, name));
}

/** The conflict of a write that was computed from an older version of the object. */
export function modifiedError(resource: Qualified, name: string): StatusError {
  return conflictError(
    resource,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function forbiddenError(resource: Qualified, name: string, why: string): StatusError {
  const what = title(resource) === '' ? '' : name === '' ? title(resource) : `${title(resource)} "${name}"`;
  const message = what === '' ? `forbidden: ${why}` : `${what} is forbidden: ${why}`;
  return new StatusError(403, 'Forbidden', message, named(resource, name));
}

/** `kind` is a kind (`Pod`), not a resource. The message lists the errors as the reference does. */
export function invalidError(kind: Qualified, name: string, errors: readonly FieldError[]): StatusError {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${title(kind)} "${name}" is invalid: ${list}`, {
    ...named(kind, name),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  });
}

export function badRequestError(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function unauthorizedError(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

export function methodNotAllowedError(message: string): StatusError {
  return new StatusError(405, 'MethodNotAllowed', message, {});
}

/** `accepted` lists the media types that could have been answered. */
export function notAcceptableError(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  return new StatusError(406, 'NotAcceptable', message);
}

export function unsupportedMediaTypeError(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new StatusError(415, 'UnsupportedMediaType', message);
}

/** `limit` is in bytes. */
export function tooLargeError(limit: number): StatusError {
  return new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}

export function expiredError(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function tooManyRequestsError(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError(429, 'TooManyRequests', message, { retryAfterSeconds });
}

export function timeoutError(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError(504, 'Timeout', `Timeout: ${message}`, { retryAfterSeconds });
}

export function unavailableError(message: string): StatusError {
  return new StatusError(503, 'ServiceUnavailable', message);
}

export function internalError(why: string): StatusError {
  return new StatusError(500, 'InternalError', `Internal error occurred: ${why}`, {
    causes: [{ message: why }],
  });
}

function title({ group, name }: Qualified): string {
  return group === '' ? name : `${name}.${group}`;
}

function named({ group, name: kind }: Qualified, name: string): StatusDetails {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), ...(kind === '' ? {} : { kind }) };
}
