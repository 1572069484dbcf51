import type { PodTemplateSpec } from '../generated/types/core-v1.ts';
import type { LabelSelector } from '../generated/types/meta-v1.ts';
import { wideColumn } from './column.ts';
import { selectorText } from './selector.ts';

const containersColumn = wideColumn('Containers', 'string', 'The names of the containers of its Pods.');
const imagesColumn = wideColumn('Images', 'string', 'The images of the containers of its Pods.');

/** What `-o wide` adds for kinds that make Pods from a template. */
export const templateColumns = [containersColumn, imagesColumn];

/** The same for kinds that choose their Pods by labels. */
export const templateAndSelectorColumns = [
  ...templateColumns,
  wideColumn('Selector', 'string', 'The labels by which it knows its Pods.'),
];

export function templateCells(template: PodTemplateSpec | undefined): string[] {
  const containers = template?.spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')];
}

export function templateAndSelectorCells(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
): string[] {
  return [...templateCells(template), selectorText(selector)];
}
