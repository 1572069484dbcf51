import type { JsonObject } from '@flotilla/machinery';
import { type GroupVersionKind, PATCH_TYPE, refTo } from './component-schemas.ts';
import { QUERY_PARAMETERS, queryParameters } from './parameters.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
export const DELETE_OPTIONS_TYPE = `${META}.DeleteOptions`;
export const STATUS_TYPE = `${META}.Status`;

const PATCH_MEDIA_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** What a path's operations are about. */
export interface Target {
  /** Goes into the operations' ids: `AppsV1`, `NamespacedDeploymentScale`. */
  readonly groupTitle: string;
  readonly title: string;
  readonly kind: GroupVersionKind;
  /** The type of the objects that are sent and answered; undefined where text is answered or data flows (log, exec). */
  readonly type: string | undefined;
  /** Whether requests are handed on to what the object stands for (exec, proxy). */
  readonly connects?: boolean;
  readonly listType?: string | undefined;
}

interface VerbFacts {
  readonly method: string;
  readonly action: string;
  /** The operation's id begins with this, and goes on with the group. */
  readonly word: string;
  readonly suffix?: string;
  readonly body?: 'object' | 'patch' | 'options';
  readonly answer: 'object' | 'list' | 'status';
  readonly codes: readonly ('200' | '201' | '202')[];
}

const VERBS: Readonly<Record<string, VerbFacts>> = {
  get: { method: 'get', action: 'get', word: 'read', answer: 'object', codes: ['200'] },
  list: { method: 'get', action: 'list', word: 'list', answer: 'list', codes: ['200'] },
  create: {
    method: 'post',
    action: 'post',
    word: 'create',
    body: 'object',
    answer: 'object',
    codes: ['200', '201', '202'],
  },
  update: { method: 'put', action: 'put', word: 'replace', body: 'object', answer: 'object', codes: ['200', '201'] },
  patch: { method: 'patch', action: 'patch', word: 'patch', body: 'patch', answer: 'object', codes: ['200', '201'] },
  delete: {
    method: 'delete',
    action: 'delete',
    word: 'delete',
    body: 'options',
    answer: 'status',
    codes: ['200', '202'],
  },
  deletecollection: {
    method: 'delete',
    action: 'deletecollection',
    word: 'delete',
    suffix: 'Collection',
    body: 'options',
    answer: 'status',
    codes: ['200'],
  },
};

const DESCRIPTIONS = { 200: 'OK', 201: 'Created', 202: 'Accepted' } as const;

/** The operations of a path by HTTP method, for those of `verbs` that are requests of their own. */
export function operations(target: Target, verbs: readonly string[]): JsonObject {
  const found = verbs.flatMap((verb) => {
    const facts = target.connects ? connecting(VERBS[verb]) : VERBS[verb];
    return facts === undefined ? [] : [[facts.method, operation(target, verb, facts)] as const];
  });
  return Object.fromEntries(found);
}

function connecting(facts: VerbFacts | undefined): VerbFacts | undefined {
  return facts === undefined
    ? undefined
    : {
        method: facts.method,
        action: 'connect',
        word: 'connect',
        suffix: capitalize(facts.method),
        answer: 'object',
        codes: ['200'],
      };
}

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function operation(target: Target, verb: string, facts: VerbFacts): JsonObject {
  const parameters = target.type === undefined ? [] : queryParameters(parametersOf(verb));
  const body = target.type === undefined ? undefined : bodyOf(target.type, facts.body);
  return {
    tags: [tagOf(target.groupTitle)],
    operationId: `${facts.word}${target.groupTitle}${facts.suffix ?? ''}${target.title}`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(target, facts),
    'x-kubernetes-action': facts.action,
    'x-kubernetes-group-version-kind': { ...target.kind },
  };
}

/** `CoreV1` becomes `core_v1`. */
function tagOf(groupTitle: string): string {
  return groupTitle.charAt(0).toLowerCase() + groupTitle.slice(1).replace(/V(\d)/, '_v$1');
}

function parametersOf(verb: string): readonly string[] {
  return verb in QUERY_PARAMETERS ? QUERY_PARAMETERS[verb as keyof typeof QUERY_PARAMETERS] : [];
}

function bodyOf(type: string, body: VerbFacts['body']): JsonObject | undefined {
  switch (body) {
    case 'object':
      return { content: { '*/*': { schema: refTo(type) } }, required: true };
    case 'options':
      return { content: { '*/*': { schema: refTo(DELETE_OPTIONS_TYPE) } } };
    case 'patch': {
      const content = PATCH_MEDIA_TYPES.map((mediaType) => [mediaType, { schema: refTo(PATCH_TYPE) }] as const);
      return { content: Object.fromEntries(content), required: true };
    }
    default:
      return undefined;
  }
}

function responsesOf(target: Target, facts: VerbFacts): JsonObject {
  const content = contentOf(target, facts.answer);
  const answers = facts.codes.map((code) => [code, { description: DESCRIPTIONS[code], content }] as const);
  return { ...Object.fromEntries(answers), 401: { description: 'Unauthorized' } };
}

function contentOf({ type, listType }: Target, answer: VerbFacts['answer']): JsonObject {
  if (type === undefined) {
    return { '*/*': { schema: { type: 'string' } } };
  }
  const answered = { object: type, list: listType ?? type, status: STATUS_TYPE }[answer];
  const schema = refTo(answered);
  return {
    'application/json': { schema },
    ...(answer === 'list' ? { 'application/json;stream=watch': { schema } } : {}),
  };
}
