import { isTolerated } from '@flotilla/kinds';
import { type Filter, lasting } from './filter.ts';

/** A node that is not ready, not reached, or kept for others bears a taint that says so. */
export const taintToleration: Filter = {
  name: 'TaintToleration',
  refuse({ demands }, { node }) {
    const isUntolerated = node.taints.some(
      (taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(demands.tolerations, taint),
    );
    return isUntolerated ? lasting('node(s) had untolerated taint(s)') : undefined;
  },
};
