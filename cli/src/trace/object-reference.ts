import type { KindFacts } from '@flotilla/kinds';
import type { ObjectKey } from '@flotilla/machinery';
import { UsageError } from '../command.ts';

/**
 * What `pod/hello` names. The kind may be given by its plural, singular, short name or kind, with its group or without:
 * `po`, `deploy`, `Deployment`, `deployments.apps`. `namespace` counts for kinds that have one. Throws {@link UsageError}.
 */
export function parseReference(text: string, namespace: string, kinds: readonly KindFacts[]): ObjectKey {
  const [kindName = '', name = '', ...rest] = text.split('/');
  if (kindName === '' || name === '' || rest.length > 0) {
    throw new UsageError(`Cannot trace "${text}": an object must be given as kind/name, such as pod/hello`);
  }
  const kind = kinds.find((candidate) => namesOf(candidate).includes(kindName.toLowerCase()));
  if (kind === undefined) {
    throw new UsageError(
      `Cannot trace "${text}": ${kindName} must be a kind of the Kubernetes API, such as pod or deploy`,
    );
  }
  return { resource: qualified(kind.resource, kind), namespace: kind.namespaced ? namespace : '', name };
}

function namesOf(kind: KindFacts): string[] {
  const names = [kind.resource, kind.singular, kind.kind.toLowerCase(), ...kind.shortNames];
  return names.flatMap((name) => [name, qualified(name, kind)]);
}

function qualified(name: string, { group }: KindFacts): string {
  return group === '' ? name : `${name}.${group}`;
}
