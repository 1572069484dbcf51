import type { Kind } from '@flotilla/kinds';
import {
  badRequestError,
  createTable,
  type KubernetesObject,
  type ListMeta,
  nameAndAge,
  type RowObject,
  type Table,
} from '@flotilla/machinery';

/** How much of each object a table's rows carry. Source: Kubernetes API reference, TableOptions (meta.k8s.io/v1). */
export function parseIncludeObject(text: string | null): RowObject {
  if (text === null || text === '' || text === 'Metadata') return 'Metadata';
  if (text === 'Object' || text === 'None') return text;
  throw badRequestError(`unrecognized includeObject value: ${JSON.stringify(text)}`);
}

export interface TableForm {
  readonly rowObject: RowObject;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The Table that `kubectl get` prints. Source: Kubernetes documentation, "Receiving resources as Tables". */
export function tableOf(kind: Kind, metadata: ListMeta, objects: Iterable<KubernetesObject>, form: TableForm): Table {
  return createTable(objects, { columns: kind.behaviour.columns ?? nameAndAge, metadata, ...form });
}
