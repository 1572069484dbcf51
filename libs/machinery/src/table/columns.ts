import { ageSince } from '../duration/human-duration.ts';
import type { KubernetesObject } from '../object.ts';

/** A column of the server-side table that `kubectl get` prints. `priority` 1 stands only in `-o wide`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description: string;
  readonly priority: 0 | 1;
}

export type Cell = string | number | boolean | null;

/** How a kind is printed. */
export interface Columns {
  readonly definitions: readonly Column[];
  /** One cell a column. `now` is in milliseconds. */
  cells(object: KubernetesObject, now: number): readonly Cell[];
}

/** How a kind without columns of its own is printed. */
export const nameAndAge: Columns = {
  definitions: [
    { name: 'Name', type: 'string', format: 'name', description: 'The name of the object.', priority: 0 },
    { name: 'Age', type: 'string', description: 'The time since the object was created.', priority: 0 },
  ],
  cells: ({ metadata }, now) => [metadata.name ?? '', ageSince(metadata.creationTimestamp, now)],
};
