import type { Question } from 'dns-packet';
import { expect, test } from 'vitest';
import { networkMessage, sampleEndpoint, sampleService, sampleSlice } from '../../testing/sample-network.ts';
import { HeldNetwork } from '../held-network.ts';
import { ownAnswer } from './answer.ts';

const network = new HeldNetwork();
network.apply(
  networkMessage({
    services: [
      sampleService('web', { address: '10.96.0.1' }),
      sampleService('db', { headless: true, ports: [{ name: 'sql', protocol: 'TCP', port: 5432 }] }),
      sampleService('empty', { headless: true }),
      sampleService('inner', { externalName: 'web.default.svc.cluster.local' }),
      sampleService('outer', { externalName: 'Example.org.' }),
      sampleService('circle', { externalName: 'circle.default.svc.cluster.local' }),
    ],
    endpointSlices: [
      sampleSlice(
        'db',
        [
          sampleEndpoint('10.0.0.2', { hostname: 'db-0' }),
          sampleEndpoint('10.0.0.3'),
          sampleEndpoint('10.0.0.4', { hostname: 'db-2', ready: false }),
        ],
        { ports: [{ name: 'sql', protocol: 'TCP', port: 5432 }] },
      ),
    ],
  }),
);
const ask = (name: string, type: Question['type'] = 'A') =>
  ownAnswer({ name, type }, { network, domain: 'cluster.local' });
const dataOf = (name: string, type?: Question['type']) =>
  ask(name, type)?.answers.map((answer) => ('data' in answer ? answer.data : undefined));
const absent = { known: false, answers: [] };
const empty = { known: true, answers: [] };

test('a Service’s name is its address, in whatever case it is asked', () => {
  expect(ask('WEB.default.svc.Cluster.local')?.answers).toEqual([
    { type: 'A', name: 'WEB.default.svc.Cluster.local', ttl: 5, data: '10.96.0.1' },
  ]);
});

test('a headless Service’s name is its ready endpoints, each of which has a name of its own', () => {
  expect(dataOf('db.default.svc.cluster.local')).toEqual(['10.0.0.2', '10.0.0.3']);
  expect(dataOf('db-0.db.default.svc.cluster.local')).toEqual(['10.0.0.2']);
  expect(dataOf('10-0-0-3.db.default.svc.cluster.local')).toEqual(['10.0.0.3']);
  expect(ask('db-2.db.default.svc.cluster.local')).toMatchObject(absent);
});

test('what is there without an address has no records, and what is not there has no name', () => {
  for (const name of [
    'cluster.local',
    'svc.cluster.local',
    'default.svc.cluster.local',
    'empty.default.svc.cluster.local',
  ])
    expect(ask(name)).toMatchObject(empty);
  expect(ask('web.default.svc.cluster.local', 'AAAA')).toMatchObject(empty);
  for (const name of [
    'nobody.svc.cluster.local',
    'nobody.default.svc.cluster.local',
    'a.web.default.svc.cluster.local',
  ])
    expect(ask(name)).toMatchObject(absent);
  expect(ask('default.cluster.local')).toMatchObject(absent);
});

test('a named port is found with its number and where it is served', () => {
  expect(ask('_http._tcp.web.default.svc.cluster.local', 'SRV')).toMatchObject({
    answers: [{ type: 'SRV', data: { priority: 0, weight: 100, port: 80, target: 'web.default.svc.cluster.local' } }],
    additionals: [{ type: 'A', name: 'web.default.svc.cluster.local', data: '10.96.0.1' }],
  });
  expect(dataOf('_sql._tcp.db.default.svc.cluster.local', 'SRV')).toEqual([
    { priority: 0, weight: 50, port: 5432, target: 'db-0.db.default.svc.cluster.local' },
    { priority: 0, weight: 50, port: 5432, target: '10-0-0-3.db.default.svc.cluster.local' },
  ]);
  expect(ask('_http._udp.web.default.svc.cluster.local', 'SRV')).toMatchObject(absent);
});

test('an address leads back to its name, and one that is not ours is not ours to answer', () => {
  expect(dataOf('1.0.96.10.in-addr.arpa', 'PTR')).toEqual(['web.default.svc.cluster.local']);
  expect(dataOf('2.0.0.10.in-addr.arpa', 'PTR')).toEqual(['db-0.db.default.svc.cluster.local']);
  expect(ask('1.2.0.192.in-addr.arpa', 'PTR')).toBeUndefined();
  expect(ask('example.org')).toBeUndefined();
});

test('an external name is followed within the cluster, and told where it leads out of it', () => {
  expect(dataOf('inner.default.svc.cluster.local')).toEqual(['web.default.svc.cluster.local', '10.96.0.1']);
  expect(ask('outer.default.svc.cluster.local')).toMatchObject({
    continuesAt: 'example.org',
    answers: [{ type: 'CNAME' }],
  });
  expect(ask('outer.default.svc.cluster.local', 'CNAME')?.continuesAt).toBeUndefined();
  expect(ask('circle.default.svc.cluster.local')?.known).toBe(true);
});

test('a Pod’s address is also a name', () => {
  expect(dataOf('10-0-0-9.default.pod.cluster.local')).toEqual(['10.0.0.9']);
  expect(ask('10-0-0-999.default.pod.cluster.local')).toMatchObject(absent);
});
