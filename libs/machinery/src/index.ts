export { ageSince, humanDuration } from './duration/human-duration.ts';
export { normalMicroTime, normalTime, TimestampError } from './duration/parse-timestamp.ts';
export { formatMicroTime, formatTime } from './duration/timestamps.ts';
export { JsonError } from './json/json-error.ts';
export { readJson, readJsonWithRepeats } from './json/read-json.ts';
export type { Members, ScannedJson } from './json/scan-json.ts';
export type { Json, JsonObject } from './json.ts';
export { isJsonObject } from './json.ts';
export {
  checkCIdentifier,
  checkDataKey,
  checkEnvironmentName,
  checkHttpHeaderName,
  checkPercent,
} from './names/data-names.ts';
export {
  checkDns1035Label,
  checkDnsLabel,
  checkDnsSubdomain,
  checkWildcardDnsSubdomain,
} from './names/dns-names.ts';
export { generateName, randomLetters, safeLetters } from './names/generate-name.ts';
export { checkLabelKey, checkLabelValue } from './names/label-names.ts';
export type { NameRule } from './names/object-names.ts';
export { checkName, checkNamePrefix } from './names/object-names.ts';
export { checkPathSegment } from './names/path-segments.ts';
export { checkPortName, checkPortNumber } from './names/ports.ts';
export type { KubernetesObject, ManagedFieldsEntry, ObjectMeta, OwnerReference } from './object.ts';
export type { ObjectKey } from './object-key.ts';
export { idOf, parseId, parsePath, pathOf } from './object-key.ts';
export { applyJsonPatch } from './patch/json-patch.ts';
export { applyMergePatch } from './patch/merge-patch.ts';
export { printGo } from './patch/print-go.ts';
export { applyStrategicMergePatch } from './patch/strategic/apply-strategic-merge-patch.ts';
export type { ObjectKind, ObjectTypes } from './protobuf/decode.ts';
export { decodeProtobuf } from './protobuf/decode.ts';
export { formatQuantity } from './quantity/format-quantity.ts';
export { parseQuantity, QuantityError } from './quantity/parse-quantity.ts';
export type { Quantity, QuantityFormat } from './quantity/quantity.ts';
export {
  addQuantities,
  compareQuantities,
  milliQuantityOf,
  milliValueOf,
  quantityOf,
  subtractQuantities,
  wholeValueOf,
  zero as zeroQuantity,
} from './quantity/quantity.ts';
export { applySchemaDefaults } from './schema/apply-defaults.ts';
export { canonicalForm } from './schema/canonical-form.ts';
export type { Field, PatchStrategy, Schema, Shape, StringFormat, StructType } from './schema/schema.ts';
export type { LabelExpression, LabelMatcher, LabelSelector } from './selectors/label-matcher.ts';
export { createLabelMatcher, labelMatcherOf, noLabels } from './selectors/label-matcher.ts';
export type { LabelOperator, LabelRequirement, Labels } from './selectors/label-requirement.ts';
export type { FieldMatcher, FieldRequirement } from './selectors/parse-field-selector.ts';
export {
  createFieldMatcher,
  parseFieldSelector,
  requireSelectable,
} from './selectors/parse-field-selector.ts';
export { parseLabelSelector } from './selectors/parse-label-selector.ts';
export type { FieldError, FieldErrorReason } from './status/field-error.ts';
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
export type { Qualified, Status, StatusCause, StatusDetails, StatusReason } from './status/status-error.ts';
export {
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
  StatusError,
  timeoutError,
  tooLargeError,
  tooManyRequestsError,
  unauthorizedError,
  unavailableError,
  unsupportedMediaTypeError,
} from './status/status-error.ts';
export type { Cell, Column, Columns } from './table/columns.ts';
export { nameAndAge } from './table/columns.ts';
export type {
  ListMeta,
  PartialObjectMetadata,
  RowObject,
  Table,
  TableColumn,
  TableOptions,
  TableRow,
} from './table/create-table.ts';
export { createTable, partialObjectMetadata, withoutHead } from './table/create-table.ts';
export type { ExpectedKind } from './validation/body-refusals.ts';
export { wrongKind } from './validation/body-refusals.ts';
export type { ConformOptions } from './validation/conform.ts';
export { conform } from './validation/conform.ts';
export { FOREGROUND_FINALIZER, ORPHAN_FINALIZER } from './validation/finalizers.ts';
export type { ObjectMetaRules } from './validation/object-meta.ts';
export { validateLabels, validateObjectMeta, validateObjectMetaUpdate } from './validation/object-meta.ts';
export type { FieldValidation, ReadObject, ReadOptions } from './validation/read-object.ts';
export { isDecodingError, readObject, strictComplaint } from './validation/read-object.ts';
export { ShapeError } from './validation/shape-error.ts';
export { readYaml, YamlError } from './yaml/read-yaml.ts';
