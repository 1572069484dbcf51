import type { KubernetesObject } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn, none, wideColumn } from '../../columns/column.ts';
import type { Node } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

const unknown = '<unknown>';
const rolePrefix = 'node-role.kubernetes.io/';

export const nodeColumns: Columns = {
  definitions: [
    nameColumn,
    column('Status', 'string', 'Whether the node is ready and takes new Pods.'),
    column('Roles', 'string', 'What the node is for, by its labels.'),
    ageColumn,
    column('Version', 'string', 'The version of the node agent.'),
    wideColumn('Internal-IP', 'string', 'The address that other nodes reach.'),
    wideColumn('External-IP', 'string', 'The address that clients outside reach.'),
    wideColumn('OS-Image', 'string', 'The operating system.'),
    wideColumn('Kernel-Version', 'string', 'The kernel and its architecture.'),
    wideColumn('Container-Runtime', 'string', 'The container runtime and its version.'),
  ],
  cells(object, now) {
    const node = object as Node;
    const info = node.status?.nodeInfo;
    return [
      node.metadata.name ?? '',
      statusOf(node),
      rolesOf(object),
      ageOf(object, now),
      info?.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info?.osImage || unknown,
      `${info?.kernelVersion || unknown}${info?.architecture ? ` (${info.architecture})` : ''}`,
      info?.containerRuntimeVersion || unknown,
    ];
  },
};

function statusOf({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state;
}

function rolesOf({ metadata }: KubernetesObject): string {
  const roles = Object.entries(metadata.labels ?? {}).map(([key, value]) => {
    return key.startsWith(rolePrefix) ? key.slice(rolePrefix.length) : key === 'kubernetes.io/role' ? value : '';
  });
  return [...new Set(roles.filter((role) => role !== ''))].sort().join(',') || none;
}

function addressOf({ status }: Node, type: string): string {
  return status?.addresses?.find((address) => address.type === type)?.address ?? none;
}
