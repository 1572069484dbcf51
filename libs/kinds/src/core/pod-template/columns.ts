import { column, nameColumn } from '../../columns/column.ts';
import { labelsText } from '../../columns/selector.ts';
import { templateCells } from '../../columns/template.ts';
import type { PodTemplate } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const podTemplateColumns: Columns = {
  definitions: [
    nameColumn,
    column('Containers', 'string', 'The names of the containers.'),
    column('Images', 'string', 'The images of the containers.'),
    column('Pod Labels', 'string', 'The labels of the Pods made from it.'),
  ],
  cells(object) {
    const { metadata, template } = object as PodTemplate;
    return [metadata?.name ?? '', ...templateCells(template), labelsText(template?.metadata?.labels)];
  },
};
