import { expect, test } from 'vitest';
import { podView, serviceView } from '../objects/views.fixture.ts';
import { MOST_ADDRESSES, planSubsets } from './plan-subsets.ts';

test('ready addresses stand beside those that are not, in order, with the ports of both', () => {
  const pods = [podView('p3'), podView('p1'), podView('p2', { isReady: false })];
  expect(planSubsets(serviceView(), pods).subsets).toMatchObject([
    {
      addresses: [{ ip: '10.244.0.1' }, { ip: '10.244.0.3' }],
      notReadyAddresses: [{ ip: '10.244.0.2' }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
});

test.each([
  ['that is over', podView('p1', { isOver: true })],
  ['without address', podView('p1', { addresses: [] })],
  ['that terminates', podView('p1', { isTerminating: true })],
  ['without the named port', podView('p1')],
])('a Pod %s is not listed', (why, pod) => {
  const targetPort = why.includes('named') ? 'http' : 8080;
  expect(planSubsets(serviceView({ ports: [{ port: 80, targetPort }] }), [pod]).subsets).toEqual([]);
});

test('who wants addresses that are not ready has them as if they were', () => {
  const service = serviceView({ publishNotReadyAddresses: true });
  const pods = [podView('p1', { isReady: false }), podView('p2', { isTerminating: true })];
  expect(planSubsets(service, pods).subsets).toMatchObject([
    { addresses: [{ ip: '10.244.0.1' }, { ip: '10.244.0.2' }] },
  ]);
});

test('a headless Service may have no ports', () => {
  const subsets = planSubsets(serviceView({ ports: [], address: undefined }), [podView('p1')]).subsets;
  expect(subsets).toMatchObject([{ addresses: [{ ip: '10.244.0.1' }] }]);
  expect(subsets[0]?.ports).toBeUndefined();
});

test('of too many those that are not ready are left out', () => {
  const pods = Array.from({ length: MOST_ADDRESSES + 5 }, (_, index) => podView(`p${index}`, { isReady: index >= 5 }));
  const { subsets, isTruncated } = planSubsets(serviceView(), pods);
  expect(isTruncated).toBe(true);
  expect(subsets[0]?.addresses).toHaveLength(MOST_ADDRESSES);
  expect(subsets[0]?.notReadyAddresses).toBeUndefined();
});
