import { ageColumn, ageOf, column, nameColumn, none } from '../../columns/column.ts';
import type { IngressClass, IngressClassParametersReference } from '../../generated/types/networking-v1.ts';
import type { Columns } from '../../kind.ts';
import { isDefaultClass } from '../../rules/default-class.ts';

export const ingressClassColumns: Columns = {
  definitions: [
    nameColumn,
    column('Controller', 'string', 'Who serves Ingresses of this class.'),
    column('Parameters', 'string', 'Where the controller finds its settings.'),
    ageColumn,
  ],
  cells(object, now) {
    const { spec } = object as IngressClass;
    return [
      `${object.metadata.name ?? ''}${isDefaultClass(object) ? ' (default)' : ''}`,
      spec?.controller ?? '',
      parametersText(spec?.parameters),
      ageOf(object, now),
    ];
  },
};

function parametersText(parameters: IngressClassParametersReference | undefined): string {
  if (parameters === undefined) return none;
  const { kind, apiGroup, name } = parameters;
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`;
}
