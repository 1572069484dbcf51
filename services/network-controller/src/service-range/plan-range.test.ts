import type { ServiceCIDR } from '@flotilla/kinds/networking/v1';
import { expect, test } from 'vitest';
import { planRange, RANGE_FINALIZER } from './plan-range.ts';

function range(cidr: string, isTerminating: boolean): ServiceCIDR {
  const metadata = {
    name: cidr,
    finalizers: [RANGE_FINALIZER],
    ...(isTerminating ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
  };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata, spec: { cidrs: [cidr] } };
}

const wide = range('10.0.0.0/16', false);
const going = range('10.0.5.0/24', true);

test('a new range is held and said to be ready', () => {
  const fresh = { ...wide, metadata: { name: 'fresh' } };
  expect(planRange(fresh, [fresh], [])).toMatchObject({ holds: true, condition: { status: 'True' } });
});

test.each([
  ['has no address', ['10.0.9.1'], [going], true],
  ['has one', ['10.0.5.1'], [going], false],
  ['has one that lies in another, too', ['10.0.5.1'], [going, wide], true],
])('a range that is deleted and %s', (_, addresses, all, releases) => {
  const plan = planRange(going, all, addresses);
  expect(plan.releases).toBe(releases);
  expect(plan.condition?.reason).toBe(releases ? undefined : 'Terminating');
});
