import { checkLabelKey, formatQuantity, invalid, notSupported, parseQuantity, required } from '@flotilla/machinery';
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';

/** What a container may be told of its Pod by any way; environment variables and files each know only some. */
const knownFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const subscripted = ['metadata.annotations', 'metadata.labels'];

/** `supported` is sorted. */
export function* fieldReference(
  field: string,
  { apiVersion, fieldPath }: ObjectFieldSelector,
  supported: readonly string[],
): FieldErrors {
  if (!apiVersion) return yield required(`${field}.apiVersion`);
  if (!fieldPath) return yield required(`${field}.fieldPath`);
  const { path, key } = splitSubscript(fieldPath);
  const refusal = conversionRefusal(apiVersion, path, key, fieldPath);
  if (refusal !== undefined) {
    yield invalid(`${field}.fieldPath`, fieldPath, `error converting fieldPath: ${refusal}`);
  } else if (key !== undefined) {
    const name = path === 'metadata.annotations' ? key.toLowerCase() : key;
    yield* invalidEach(field, name, checkLabelKey(name));
  } else if (!supported.includes(current(path))) {
    yield notSupported(`${field}.fieldPath`, current(path), supported);
  }
}

function conversionRefusal(version: string, path: string, key: string | undefined, label: string): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  if (key !== undefined) {
    return subscripted.includes(path) ? undefined : `field label does not support subscript: ${label}`;
  }
  return knownFields.includes(current(path)) ? undefined : `field label not supported: ${label}`;
}

/** Very old clients say `spec.host`. */
function current(path: string): string {
  return path === 'spec.host' ? 'spec.nodeName' : path;
}

/** `metadata.labels['app']` as `metadata.labels` and `app`. */
function splitSubscript(fieldPath: string): { path: string; key: string | undefined } {
  const { path = fieldPath, key } = /^(?<path>.+?)\['(?<key>.*)'\]$/s.exec(fieldPath)?.groups ?? {};
  return { path, key };
}

const resources = ['cpu', 'ephemeral-storage', 'memory'];
const supportedResources = [
  ...resources.map((name) => `limits.${name}`),
  ...resources.map((name) => `requests.${name}`),
];
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

export function* resourceReference(field: string, { resource, divisor }: ResourceFieldSelector): FieldErrors {
  if (!resource) yield required(`${field}.resource`);
  else if (!supportedResources.includes(resource) && !/^(?:limits|requests)\.hugepages-/.test(resource)) {
    yield notSupported(`${field}.resource`, resource, supportedResources);
  }
  const amount = divisor === undefined ? '0' : formatQuantity(parseQuantity(divisor));
  if (amount !== '0') yield* divisorErrors(field, resource ?? '', amount);
}

function* divisorErrors(field: string, resource: string, divisor: string): FieldErrors {
  const name = resource.slice(resource.indexOf('.') + 1);
  if (name === 'cpu') {
    if (divisor !== '1' && divisor !== '1m') {
      yield invalid(`${field}.divisor`, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
    }
  } else if (spoken(name) !== undefined && !byteDivisors.includes(divisor)) {
    const list = byteDivisors.join(', ');
    const why = `only divisor's values ${list} are supported with the ${spoken(name)} resource`;
    yield invalid(`${field}.divisor`, resource, why);
  }
}

function spoken(name: string): string | undefined {
  if (name === 'memory') return 'memory';
  if (name === 'ephemeral-storage') return 'local ephemeral storage';
  return name.startsWith('hugepages-') ? 'hugepages' : undefined;
}
