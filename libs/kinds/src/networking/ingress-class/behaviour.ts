import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDnsLabel, checkDnsSubdomain, forbidden, invalid, required, tooLong } from '@flotilla/machinery';
import type { IngressClass, IngressClassParametersReference } from '../../generated/types/networking-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, invalidEach, oneOf } from '../../rules/field-rules.ts';
import { referenceParts } from '../../rules/reference-rules.ts';
import { ingressClassColumns } from './columns.ts';

/** The longest name of a controller, in bytes. */
const controllerLimit = 250;
const pathCharacters = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const pathPattern = new RegExp(`^${pathCharacters}$`);

export const ingressClassBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults(object) {
    const parameters = (object as IngressClass).spec?.parameters;
    if (parameters !== undefined) parameters.scope ??= 'Cluster';
  },
  validate: validateIngressClass,
  validateUpdate(next, previous) {
    const [controller, before] = [next, previous].map((object) => (object as IngressClass).spec?.controller);
    return [...immutable('spec.controller', controller, before)];
  },
  columns: ingressClassColumns,
};

function validateIngressClass(object: KubernetesObject): FieldError[] {
  const { controller = '', parameters } = (object as IngressClass).spec ?? {};
  return [
    ...controllerErrors('spec.controller', controller),
    ...(parameters === undefined ? [] : parametersErrors('spec.parameters', parameters)),
  ];
}

/** `example.com/ingress-controller`. */
function* controllerErrors(field: string, controller: string): FieldErrors {
  if (controller.length > controllerLimit) yield tooLong(field, controllerLimit);
  if (controller === '') return yield required(field);
  const slash = controller.indexOf('/');
  const [host, path] = [controller.slice(0, Math.max(slash, 0)), controller.slice(slash + 1)];
  if (host === '' || path === '') {
    return yield invalid(field, controller, 'must be a domain-prefixed path (such as "acme.io/foo")');
  }
  yield* invalidEach(field, host, checkDnsSubdomain(host));
  if (!pathPattern.test(path))
    yield invalid(field, path, `Invalid path (regex used for validation is '${pathCharacters}')`);
}

function* parametersErrors(field: string, parameters: IngressClassParametersReference): FieldErrors {
  const { apiGroup, kind, name, scope, namespace } = parameters;
  if (apiGroup !== undefined) yield* invalidEach(`${field}.apiGroup`, apiGroup, checkDnsSubdomain(apiGroup));
  yield* referenceParts(field, { kind, name });
  yield* oneOf(`${field}.scope`, scope, ['Cluster', 'Namespace']);
  if (scope === 'Namespace') {
    if (namespace === undefined) yield required(`${field}.namespace`, "`parameters.scope` is set to 'Namespace'");
    else yield* invalidEach(`${field}.namespace`, namespace, checkDnsLabel(namespace));
  } else if (scope === 'Cluster' && namespace !== undefined) {
    yield forbidden(`${field}.namespace`, "`parameters.scope` is set to 'Cluster'");
  }
}
