import type { KubernetesObject, ObjectMeta } from '../object.ts';
import type { Cell, Columns } from './columns.ts';

/** What each row carries besides its cells: nothing, the object's metadata, or the object. */
export type RowObject = 'None' | 'Metadata' | 'Object';

/** Source: Kubernetes API reference, ListMeta (v1). */
export interface ListMeta {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Source: Kubernetes API reference, Table (meta.k8s.io/v1). */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly Cell[];
  readonly object: PartialObjectMetadata | KubernetesObject | null;
}

/** An object without all that its kind adds. Source: Kubernetes API reference, PartialObjectMetadata. */
export interface PartialObjectMetadata {
  readonly kind: 'PartialObjectMetadata';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: ObjectMeta;
}

export interface TableOptions {
  readonly columns: Columns;
  readonly rowObject: RowObject;
  readonly metadata: ListMeta;
  /** In milliseconds. */
  readonly now: number;
}

/** The table of a list, or of one object. */
export function createTable(objects: Iterable<KubernetesObject>, options: TableOptions): Table {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: options.columns.definitions.map((column) => ({ format: '', ...column })),
    rows: Array.from(objects, (object) => createRow(object, options)),
  };
}

/** The same table without its head: what a watch sends after its first event. */
export function withoutHead(table: Table): Table {
  return { ...table, columnDefinitions: [] };
}

export function partialObjectMetadata({ metadata }: KubernetesObject): PartialObjectMetadata {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function createRow(object: KubernetesObject, { columns, rowObject, now }: TableOptions): TableRow {
  const carried = rowObject === 'None' ? null : rowObject === 'Object' ? object : partialObjectMetadata(object);
  return { cells: columns.cells(object, now), object: carried };
}
