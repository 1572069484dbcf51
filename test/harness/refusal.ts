import { expect } from 'vitest';
import type { ApiClient, Sent } from './api-client.ts';
import type { Status } from './api-object.ts';

/** A request that is refused, and the Status that it gets. */
export interface Refusal {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly sent?: Sent;
  readonly code: number;
  readonly reason: string;
  readonly message: string | RegExp;
  /** Where absent, the Status has none. */
  readonly details?: Status['details'];
}

/** What must be the same before and after: every object in these collections, and the last revision of each. */
const guarded = ['/api/v1/pods', '/api/v1/configmaps', '/api/v1/namespaces', '/apis/apps/v1/deployments'];

/** Sends it, and expects that Status and that nothing has changed. */
export async function expectRefusal(api: ApiClient, refusal: Refusal): Promise<void> {
  const { method, path, sent, code, reason, message, details } = refusal;
  const before = await snapshot(api);
  const answer = await api.send(method, path, sent);
  expect(JSON.parse(answer.text)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    reason,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    ...(details !== undefined && { details }),
  });
  expect(answer.code).toBe(code);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(await snapshot(api)).toEqual(before);
}

function snapshot(api: ApiClient): Promise<unknown[]> {
  return Promise.all(guarded.map((path) => api.list(path)));
}
