import { isTolerated } from '@flotilla/kinds';
import { type Filter, lasting } from './filter.ts';

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** A cordoned node takes only Pods that tolerate that. */
export const nodeUnschedulable: Filter = {
  name: 'NodeUnschedulable',
  refuse({ demands }, { node }) {
    if (!node.isUnschedulable || isTolerated(demands.tolerations, TAINT)) return undefined;
    return lasting('node(s) were unschedulable');
  },
};
