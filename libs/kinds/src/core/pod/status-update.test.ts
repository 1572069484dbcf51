import { expect, test } from 'vitest';
import type { PodStatus } from '../../generated/types/core-v1.ts';
import { textsOf } from '../../rules/texts.fixture.ts';
import { podInStatus } from './pod.fixture.ts';
import { preparePodStatusUpdate, validatePodStatusUpdate } from './status-update.ts';

function changing(before: PodStatus, next: PodStatus, spec = {}): string[] {
  return textsOf(validatePodStatusUpdate(podInStatus(next, spec), podInStatus(before, spec)));
}

function container(state: object): PodStatus {
  return {
    containerStatuses: [{ name: 'main', state, ready: false, restartCount: 0, image: 'a', imageID: 'b' }],
  };
}

test('a container that ended runs again only where its policy says so', () => {
  const [ended, running] = [container({ terminated: { exitCode: 1 } }), container({ running: {} })];
  const refusal = 'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state';
  expect(changing(ended, running, { restartPolicy: 'Never' })).toEqual([refusal]);
  expect(changing(ended, running, { restartPolicy: 'OnFailure' })).toEqual([]);
  expect(changing(ended, running, { restartPolicy: 'Always' })).toEqual([]);
  const succeeded = container({ terminated: { exitCode: 0 } });
  expect(changing(succeeded, running, { restartPolicy: 'OnFailure' })).toEqual([refusal]);
});

test('the class of service never changes', () => {
  expect(changing({ qosClass: 'Burstable' }, { qosClass: 'Guaranteed' })).toEqual([
    'status.qosClass: Invalid value: "Guaranteed": field is immutable',
  ]);
});

test('addresses are addresses, one for each family', () => {
  expect(changing({}, { podIP: 'x', podIPs: [{ ip: 'x' }] })).toEqual([
    'status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  ]);
  expect(changing({}, { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] })).toEqual([
    'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: may specify no more than one IP for each IP family',
  ]);
  expect(changing({}, { hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.2' }] })).toEqual([
    'status.hostIPs[0].ip: Invalid value: "10.0.0.2": must be equal to `hostIP`',
  ]);
});

test('a Pod that has a node is not nominated for another', () => {
  expect(changing({}, { nominatedNodeName: 'n2' }, { nodeName: 'n1' })).toEqual([
    'status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node',
  ]);
});

test('what the writer does not know is kept, and one address stands in both fields', () => {
  const before = podInStatus({
    qosClass: 'BestEffort',
    observedGeneration: 2,
    conditions: [{ type: 'Ready', status: 'False', observedGeneration: 2 }],
  });
  const next = podInStatus({ podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] });
  next.metadata.ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'b' }];
  preparePodStatusUpdate(next, before);
  expect(next.status).toEqual({
    qosClass: 'BestEffort',
    observedGeneration: 2,
    podIP: '10.0.0.1',
    podIPs: [{ ip: '10.0.0.1' }],
    conditions: [{ type: 'Ready', status: 'True', observedGeneration: 2 }],
  });
  expect(next.metadata).not.toHaveProperty('ownerReferences');
});
