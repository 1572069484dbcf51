import { expect, test } from 'vitest';
import { networkMessage, type SampleNews, sampleEndpoint, sampleSlice } from '../testing/sample-network.ts';
import { createDrain } from './drain.ts';
import { HeldNetwork } from './held-network.ts';

function setUp() {
  const network = new HeldNetwork();
  network.complete = true;
  const drain = createDrain(network);
  const tell = (news: SampleNews) => drain.changed(network.apply(networkMessage(news)).services);
  return { network, drain, tell };
}

const ready = sampleEndpoint('10.0.0.2', { podUid: 'a' });
const ending = { ...ready, ready: false, terminating: true };

test('a Pod is drained when all have loaded what took it out of its last Service', () => {
  const { drain, tell } = setUp();
  tell({ endpointSlices: [sampleSlice('web', [ready]), sampleSlice('api', [ready])], endpointRevision: 5 });
  expect(drain.isDrained('a')).toBe(false);
  tell({ endpointSlices: [sampleSlice('web', [ending], { revision: 7 })], endpointRevision: 7, loadedRevision: 7 });
  expect(drain.isDrained('a')).toBe(false);
  tell({ drop: { endpointSlices: ['default/api-1'] }, endpointRevision: 8, loadedRevision: 7 });
  expect(drain.isDrained('a')).toBe(false);
  tell({ endpointRevision: 8, loadedRevision: 8 });
  expect(drain.isDrained('a')).toBe(true);
});

test('a Pod that never was a ready endpoint is drained, once it is known that it was not', () => {
  const { network, drain } = setUp();
  expect(drain.isDrained('a')).toBe(true);
  network.complete = false;
  expect(drain.isDrained('a')).toBe(false);
});

test('a Service that names its Pods to the very end does not keep them from ending', () => {
  const { drain, tell } = setUp();
  tell({ endpointSlices: [sampleSlice('db', [{ ...ready, terminating: true }])], endpointRevision: 5 });
  expect(drain.isDrained('a')).toBe(true);
});

test('a Pod that is ready again is not drained', () => {
  const { drain, tell } = setUp();
  tell({ endpointSlices: [sampleSlice('web', [ready])], endpointRevision: 5 });
  tell({ endpointSlices: [sampleSlice('web', [{ ...ready, ready: false }])], endpointRevision: 6, loadedRevision: 6 });
  expect(drain.isDrained('a')).toBe(true);
  tell({ endpointSlices: [sampleSlice('web', [ready])], endpointRevision: 7, loadedRevision: 7 });
  expect(drain.isDrained('a')).toBe(false);
});
