import type { Kind } from '@flotilla/kinds';
import type { UserInfo } from '@flotilla/registry';
import type { Request, Response } from 'express';
import type { RequestPath } from './request-path.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request for a resource, read and authenticated. */
export interface ResourceRequest {
  readonly verb: Verb;
  readonly kind: Kind;
  /** Empty for a cluster-scoped kind, and for all namespaces. */
  readonly namespace: string;
  /** Empty for a collection. */
  readonly name: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly http: Request;
  readonly response: Response;
}

/**
 * The verb of a request, as authorization and audit name it. Undefined for a method that resources do not have; a
 * program behind a proxy may have it.
 */
export function verbOf(
  method: string,
  { name, subresource }: Pick<RequestPath, 'name' | 'subresource'>,
  query: URLSearchParams,
): Verb | undefined {
  switch (method) {
    case 'GET':
      if (name !== '') return 'get';
      return isTrue(query.get('watch')) ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    case 'HEAD':
    case 'OPTIONS':
      return subresource === 'proxy' ? 'get' : undefined;
    default:
      return undefined;
  }
}

/** The path and the query of a request's target, which need not be a URL that can be parsed. */
export function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

/** A boolean query parameter as the reference reads it. */
export function isTrue(text: string | null): boolean {
  return text !== null && text !== 'false' && text !== '0';
}
