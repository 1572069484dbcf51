import { ageColumn, ageOf, column, nameColumn, none } from '../../columns/column.ts';
import type { ControllerRevision } from '../../generated/types/apps-v1.ts';
import type { Columns } from '../../kind.ts';

export const controllerRevisionColumns: Columns = {
  definitions: [
    nameColumn,
    column('Controller', 'string', 'What it is a revision of.'),
    column('Revision', 'string', 'Its number: the greatest is the one that is asked for.'),
    ageColumn,
  ],
  cells(object, now) {
    const { revision } = object as unknown as ControllerRevision;
    return [object.metadata.name ?? '', controllerOf(object), revision ?? 0, ageOf(object, now)];
  },
};

function controllerOf({ metadata }: Parameters<Columns['cells']>[0]): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return none;
  const group = owner.apiVersion.split('/').slice(0, -1).join('/');
  return `${owner.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${owner.name}`;
}
