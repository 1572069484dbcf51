import { type FieldError, invalid, invalidError, notSupported } from '@flotilla/machinery';
import type { DeleteOptions, Registry } from '@flotilla/registry';
import { decodeObject, expectedMessage } from './decode-object.ts';
import { wholeNumber } from './list-options.ts';
import { isTrue, type ResourceRequest } from './request.ts';
import { type WriteOptions, writeOptionsOf } from './write-options.ts';

export interface DeleteRequestOptions extends WriteOptions {
  readonly options: DeleteOptions;
}

/** What the fields of DeleteOptions are once the body has been decoded. Source: Kubernetes API reference. */
interface DeleteOptionsBody extends DeleteOptions {
  readonly dryRun?: readonly string[];
  readonly orphanDependents?: boolean;
}

/** What a propagationPolicy may be, as the reference lists it: absent is `nil`. */
const POLICIES = ['Foreground', 'Background', 'Orphan', 'nil'];

/** The options of a deletion: its body where it has one, and else its query. Throws 400 and 422. */
export function deleteOptionsOf(registry: Registry, request: ResourceRequest, body: Buffer): DeleteRequestOptions {
  const written = writeOptionsOf(request, 'DeleteOptions');
  const asked = body.length > 0 ? bodyOptions(registry, request, body, written) : queryOptions(request.query);
  const errors = errorsOf(asked);
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', name: 'DeleteOptions' }, '', errors);
  const { gracePeriodSeconds, preconditions, dryRun = [] } = asked;
  const propagationPolicy = asked.propagationPolicy ?? (asked.orphanDependents ? 'Orphan' : undefined);
  return {
    fieldValidation: written.fieldValidation,
    context: { ...written.context, dryRun: written.context.dryRun || dryRun.length > 0 },
    options: {
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(preconditions === undefined ? {} : { preconditions }),
    },
  };
}

function errorsOf({ propagationPolicy, orphanDependents, dryRun = [] }: DeleteOptionsBody): FieldError[] {
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(invalid('propagationPolicy', propagationPolicy, why));
  }
  if (propagationPolicy !== undefined && !POLICIES.slice(0, 3).includes(propagationPolicy)) {
    errors.push(notSupported('propagationPolicy', propagationPolicy, POLICIES));
  }
  if (dryRun.some((each) => each !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  return errors;
}

/** Typed clients say that DeleteOptions are of their own group; they are the same everywhere. */
function bodyOptions(
  registry: Registry,
  request: ResourceRequest,
  body: Buffer,
  options: WriteOptions,
): DeleteOptionsBody {
  const { fieldValidation } = options;
  const named = expectedMessage(registry, 'v1', 'DeleteOptions');
  const expected = saysOwnGroup(body, request)
    ? { ...named, group: request.kind.group, version: request.kind.version }
    : named;
  return decodeObject(registry, request, body, { fieldValidation, expected }) as unknown as DeleteOptionsBody;
}

/** Whether the body bears the version of the URL: only then is that what is expected of it. */
function saysOwnGroup(body: Buffer, { kind }: ResourceRequest): boolean {
  return kind.group !== '' && body.includes(`${kind.group}/${kind.version}`);
}

function queryOptions(query: URLSearchParams): DeleteOptionsBody {
  const gracePeriodSeconds = wholeNumber(query, 'gracePeriodSeconds');
  const propagationPolicy = query.get('propagationPolicy') ?? '';
  const orphanDependents = query.get('orphanDependents');
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === '' ? {} : { propagationPolicy: propagationPolicy as 'Background' }),
    ...(orphanDependents === null ? {} : { orphanDependents: isTrue(orphanDependents) }),
  };
}
