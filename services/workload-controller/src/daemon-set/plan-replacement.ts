import type { DaemonPod } from './daemon-pod.ts';

/** The Pods of one node that nobody has deleted, by their template. */
export interface NodeDaemons {
  readonly nodeName: string;
  /** Whether the node gets a Pod where it has none. */
  readonly starts: boolean;
  /** Of the template that is asked for now. */
  readonly fresh: readonly DaemonPod[];
  readonly old: readonly DaemonPod[];
}

export interface Replacement {
  readonly remove: readonly DaemonPod[];
  /** Nodes that get a Pod beside the one that they have. */
  readonly create: readonly string[];
}

/**
 * Deletes old Pods: all that serve nobody anyway, and of the others as many as may be missing beside those that are.
 * The nodes are made whole afterwards.
 */
export function replaceUnavailable(
  nodes: readonly NodeDaemons[],
  maxUnavailable: number,
  isThere: (pod: DaemonPod) => boolean,
): Replacement {
  const single = nodes.flatMap(({ fresh, old }) => (fresh.length === 0 && old.length === 1 ? old : []));
  const dead = single.filter((pod) => !isThere(pod));
  const alive = single.filter(isThere);
  const served = nodes.filter(({ fresh, old }) => old.length === 0 && fresh.length === 1 && fresh.every(isThere));
  const missing = nodes.length - served.length - alive.length;
  return { remove: [...dead, ...alive.slice(0, Math.max(0, maxUnavailable - missing))], create: [] };
}

/**
 * Makes a new Pod beside an old one, on so many nodes at once, and deletes the old one when the new one is there. A
 * node whose old Pod serves nobody does not count. Where no Pod belongs any more, the old one goes when as many serve
 * elsewhere as should.
 */
export function replaceSurging(
  nodes: readonly NodeDaemons[],
  maxSurge: number,
  isThere: (pod: DaemonPod) => boolean,
): Replacement {
  const serves = ({ fresh, old }: NodeDaemons): boolean => (old.length > 0 ? old : fresh).some(isThere);
  const alone = nodes.filter(({ fresh, old }) => fresh.length === 0 && old.length === 1);
  const both = nodes.filter(({ fresh, old }) => fresh.length > 0 && old.length > 0);
  const surging = both.filter(({ fresh }) => !fresh.some(isThere));
  const unwanted = alone.filter(({ starts }) => !starts);
  const [idle, serving] = [unwanted.filter((node) => !serves(node)), unwanted.filter(serves)];
  const spare = nodes.filter(serves).length - nodes.filter(({ starts }) => starts).length;
  const wanted = alone.filter(({ starts }) => starts);
  const candidates = wanted.filter(serves).slice(0, Math.max(0, maxSurge - surging.length));
  const leaving = [...idle, ...serving.slice(0, Math.max(0, spare)), ...both.filter((node) => !surging.includes(node))];
  return {
    remove: leaving.flatMap(({ old }) => old),
    create: [...wanted.filter((node) => !serves(node)), ...candidates].map(({ nodeName }) => nodeName),
  };
}
