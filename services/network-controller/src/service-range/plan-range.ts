import { isWithinRange } from '@flotilla/kinds';
import type { Condition } from '@flotilla/kinds/meta/v1';
import type { ServiceCIDR } from '@flotilla/kinds/networking/v1';

export const RANGE_FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

export interface RangePlan {
  /** Whether it is to be held until no address needs it. */
  readonly holds: boolean;
  /** Whether it may go. */
  readonly releases: boolean;
  /** What it is to say of itself, where it does not already. */
  readonly condition?: Omit<Condition, 'lastTransitionTime'>;
}

const READY = { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };
const HELD = {
  type: 'Ready',
  status: 'False',
  reason: 'Terminating',
  message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
};
const NOTHING: RangePlan = { holds: false, releases: false };

/** A range that is deleted stays while it has addresses that lie in no other. */
export function planRange(
  present: ServiceCIDR | undefined,
  all: Iterable<ServiceCIDR>,
  addresses: Iterable<string>,
): RangePlan {
  if (present === undefined) return NOTHING;
  const { finalizers = [], deletionTimestamp } = present.metadata;
  const isHeld = finalizers.includes(RANGE_FINALIZER);
  const [condition] = present.status?.conditions ?? [];
  const said = (wanted: typeof READY): Pick<RangePlan, 'condition'> =>
    condition?.status === wanted.status ? {} : { condition: wanted };
  if (deletionTimestamp === undefined) return { holds: !isHeld, releases: false, ...said(READY) };
  const others = [...all].filter((each) => each !== present && each.metadata.deletionTimestamp === undefined);
  const covers = (range: ServiceCIDR, address: string): boolean =>
    (range.spec?.cidrs ?? []).some((cidr) => isWithinRange(address, cidr));
  const isNeeded = [...addresses].some(
    (address) => covers(present, address) && !others.some((other) => covers(other, address)),
  );
  return isNeeded ? { ...NOTHING, ...said(HELD) } : { ...NOTHING, releases: isHeld };
}
