import { expect, test } from 'vitest';
import { HeldMailbox } from './held-mailbox.ts';

const place = { session: 's', sequence: 1 };
const mailed = (revision: number, metadata: Record<string, string>) => ({ revision, object: { metadata } });
const pod = mailed(3, { uid: 'u1', namespace: 'team', name: 'web' });
const volume = mailed(6, { name: 'disk' });
const settings = mailed(4, { namespace: 'team', name: 'settings' });

test('what is put is held, with its revision, and told as changed', () => {
  const mailbox = new HeldMailbox();
  const traced = { ...pod, traceparent: '00-1' };
  const put = { pods: [traced], configMaps: [settings], secrets: [settings], volumes: [volume] };
  expect(mailbox.apply({ ...place, put, drop: {}, node: mailed(5, { name: 'n1' }) })).toEqual({
    pods: ['u1'],
    configMaps: ['team/settings'],
    secrets: ['team/settings'],
    claims: [],
    volumes: ['disk'],
    node: true,
  });
  expect(mailbox.pods.get('u1')).toEqual({ pod: pod.object, revision: 3, traceparent: '00-1' });
  expect(mailbox.node).toEqual({ metadata: { name: 'n1' } });
  expect(mailbox.revisions()).toEqual({
    pods: { u1: 3 },
    configMaps: { 'team/settings': 4 },
    secrets: { 'team/settings': 4 },
    claims: {},
    volumes: { disk: 6 },
    node: 5,
  });
});

test('what is dropped is held no longer, and told as changed', () => {
  const mailbox = new HeldMailbox();
  mailbox.apply({ ...place, put: { pods: [pod], configMaps: [settings] }, drop: {} });
  const drop = { pods: ['u1'], configMaps: ['team/settings'], secrets: [] };
  expect(mailbox.apply({ ...place, put: {}, drop })).toEqual({ ...drop, claims: [], volumes: [], node: false });
  expect(mailbox.revisions()).toEqual({ pods: {}, configMaps: {}, secrets: {}, claims: {}, volumes: {}, node: 0 });
  expect(mailbox.configMaps.size).toBe(0);
});

test('once complete, a mailbox stays so', () => {
  const mailbox = new HeldMailbox();
  mailbox.apply({ ...place, put: {}, drop: {} });
  expect(mailbox.complete).toBe(false);
  mailbox.apply({ ...place, put: {}, drop: {}, complete: true });
  mailbox.apply({ ...place, put: {}, drop: {} });
  expect(mailbox.complete).toBe(true);
});
