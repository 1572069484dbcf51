export { isJsonObject } from './json.ts';
export type { Json, JsonObject } from './json.ts';
export type { KubernetesObject, ManagedFieldsEntry, ObjectMeta, OwnerReference } from './object.ts';
export type { Field, PatchStrategy, Schema, Shape, StringFormat, StructType } from './schema/schema.ts';
export {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
  tooMany,
} from './status/field-error.ts';
export type { FieldError, FieldErrorReason } from './status/field-error.ts';
export {
  StatusError,
  alreadyExistsError,
  badRequestError,
  conflictError,
  expiredError,
  forbiddenError,
  internalError,
  invalidError,
  isStatus,
  methodNotAllowedError,
  modifiedError,
  notAcceptableError,
  notFoundError,
  timeoutError,
  tooLargeError,
  tooManyRequestsError,
  unauthorizedError,
  unavailableError,
  unsupportedMediaTypeError,
} from './status/status-error.ts';
export type { Qualified, Status, StatusCause, StatusDetails, StatusReason } from './status/status-error.ts';
export { idOf, parseId, parsePath, pathOf } from './object-key.ts';
export type { ObjectKey } from './object-key.ts';
