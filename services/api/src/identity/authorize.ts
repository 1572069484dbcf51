import { forbiddenError, StatusError } from '@flotilla/machinery';
import type { UserInfo } from '@flotilla/registry';

/** What someone wants to do, in the words of authorization. */
export interface Attempt {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

const MASTERS = 'system:masters';

/** Whether someone may do anything; nobody else may do anything yet. */
export function isMaster({ groups }: UserInfo): boolean {
  return groups.includes(MASTERS);
}

/** Only the cluster's masters may do anything. Throws 403 for everyone else. */
export function authorize(user: UserInfo, attempt: Attempt): void {
  if (isMaster(user)) return;
  const { verb, group, resource, subresource, namespace, name } = attempt;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  throw forbiddenError(
    { group, name: resource },
    name,
    `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`,
  );
}

/** The same for what is no resource: discovery, OpenAPI. */
export function authorizePath(user: UserInfo, verb: string, path: string): void {
  if (isMaster(user)) return;
  const message = `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}`;
  throw new StatusError(403, 'Forbidden', message, {});
}
