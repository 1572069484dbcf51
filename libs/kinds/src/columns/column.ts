import type { KubernetesObject } from '@flotilla/machinery';
import { ageSince } from '@flotilla/machinery';
import type { Column } from '../kind.ts';

/** What stands where there is nothing to print. */
export const none = '<none>';

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name of the object.',
  priority: 0,
};

export const ageColumn = column('Age', 'string', 'The time since the object was created.');

export function column(name: string, type: Column['type'], description: string): Column {
  return { name, type, description, priority: 0 };
}

/** A column of `-o wide` only. */
export function wideColumn(name: string, type: Column['type'], description: string): Column {
  return { name, type, description, priority: 1 };
}

export function ageOf({ metadata }: KubernetesObject, now: number): string {
  return ageSince(metadata.creationTimestamp, now);
}
