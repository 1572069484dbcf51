import type { Affinity, PodAffinityTerm } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { type PodWishes, podOf, running } from '../fixtures/objects.ts';
import { outcomeOf, reasonsIn } from '../fixtures/outcome.ts';
import type { RunningNode } from '../node/node-info.ts';
import { noSurroundings, type Surroundings } from '../surroundings/surroundings.ts';

const web = { app: 'web' };
const withoutCompany = "node(s) didn't match pod affinity rules";
const shunned = "node(s) didn't match pod anti-affinity rules";
const shunning = "node(s) didn't satisfy existing pods anti-affinity rules";

const term = (fields: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  topologyKey: 'zone',
  labelSelector: { matchLabels: web },
  ...fields,
});

const withWeb = (...terms: PodAffinityTerm[]): { affinity: Affinity } => ({
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const withoutWeb = (...terms: PodAffinityTerm[]): { affinity: Affinity } => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const preferring = (side: 'podAffinity' | 'podAntiAffinity', weight: number): { affinity: Affinity } => ({
  affinity: { [side]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term() }] } },
});

const zoned = (name: string, zone: string, ...pods: PodWishes[]): RunningNode =>
  running({ name, labels: { zone, 'kubernetes.io/hostname': name } }, ...pods);

const reasons = (wishes: PodWishes, nodes: readonly RunningNode[], surroundings: Surroundings = noSurroundings) =>
  reasonsIn(outcomeOf(podOf(wishes), nodes, { surroundings }));

test('a Pod goes where Pods are that it must be with, in the domain that it names', () => {
  const nodes = [zoned('n1', 'a', { name: 'w', labels: web }), zoned('n2', 'b')];
  expect(reasons(withWeb(term()), nodes)).toBe('placed on n1');
  expect(reasons({ ...withWeb(term()), nodeSelector: { zone: 'b' } }, nodes)).toContain(`1 ${withoutCompany}`);
  expect(reasons(withWeb(term({ topologyKey: 'rack' })), nodes)).toBe(`2 ${withoutCompany}`);
  expect(reasons(withWeb(term()), [...nodes.slice(1), zoned('n3', 'c')])).toBe(`2 ${withoutCompany}`);
});

test('of several terms all must hold of the same Pod', () => {
  const other = term({ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { tier: 'front' } } });
  const apart = [
    zoned('n1', 'a', { name: 'w', labels: web }),
    zoned('n2', 'a', { name: 'f', labels: { tier: 'front' } }),
  ];
  expect(reasons(withWeb(term(), other), apart)).toBe(`2 ${withoutCompany}`);
  const both = zoned('n3', 'a', { name: 'b', labels: { ...web, tier: 'front' } });
  expect(reasons(withWeb(term(), other), [...apart, both])).toBe('placed on n3');
});

test('the first of Pods that must be together may go wherever the label is', () => {
  expect(reasons({ labels: web, ...withWeb(term()) }, [zoned('n1', 'a')])).toBe('placed on n1');
  expect(reasons({ labels: web, ...withWeb(term()) }, [running({ name: 'bare' })])).toBe(`1 ${withoutCompany}`);
  const nodes = [zoned('n1', 'a', { name: 'w', labels: web }), zoned('n2', 'b')];
  expect(reasons({ labels: web, ...withWeb(term()) }, nodes)).toBe('placed on n1');
});

test('a Pod keeps away from Pods that it must not be with, and from those that must not be with it', () => {
  const nodes = [zoned('n1', 'a', { name: 'w', labels: web }), zoned('n2', 'a')];
  expect(reasons(withoutWeb(term()), nodes)).toBe(`2 ${shunned}`);
  expect(reasons(withoutWeb(term({ topologyKey: 'kubernetes.io/hostname' })), nodes)).toBe('placed on n2');
  const shy = [zoned('n1', 'a', { name: 'shy', ...withoutWeb(term()) }), zoned('n2', 'b')];
  expect(reasons({ labels: web }, shy)).toBe('placed on n2');
  expect(reasons({ labels: web }, shy.slice(0, 1))).toBe(`1 ${shunning}`);
  expect(reasons({ labels: { app: 'other' } }, shy.slice(0, 1))).toBe('placed on n1');
});

test('a term means Pods of its own namespace, or of those that it names, or that its selector selects', () => {
  const surroundings = {
    ...noSurroundings,
    namespaceLabels: (namespace: string) => (namespace === 'team' ? { owner: 'red' } : {}),
  };
  const nodes = [zoned('n1', 'a', { name: 'w', namespace: 'team', labels: web })];
  const outcome = (fields: Partial<PodAffinityTerm>) => reasons(withWeb(term(fields)), nodes, surroundings);
  expect(outcome({})).toBe(`1 ${withoutCompany}`);
  expect(outcome({ namespaces: ['team'] })).toBe('placed on n1');
  expect(outcome({ namespaces: ['other'] })).toBe(`1 ${withoutCompany}`);
  expect(outcome({ namespaceSelector: {} })).toBe('placed on n1');
  expect(outcome({ namespaceSelector: { matchLabels: { owner: 'red' } } })).toBe('placed on n1');
  expect(outcome({ namespaceSelector: { matchLabels: { owner: 'blue' } } })).toBe(`1 ${withoutCompany}`);
});

test('a term without a selector means no Pod, and one with an empty selector every Pod', () => {
  const nodes = [zoned('n1', 'a', { name: 'any' })];
  const { labelSelector: _, ...blind } = term();
  expect(reasons(withWeb(blind), nodes)).toBe(`1 ${withoutCompany}`);
  expect(reasons(withWeb(term({ labelSelector: {} })), nodes)).toBe('placed on n1');
});

test('what is preferred weighs on both sides: what the Pod would like, and what those would like that are there', () => {
  const busy = { name: 'busy', requests: { cpu: '1' } };
  const nodes = [zoned('n1', 'a', busy, { name: 'w', labels: web }), zoned('n2', 'b')];
  expect(reasons({}, nodes)).toBe('placed on n2');
  expect(reasons(preferring('podAffinity', 1), nodes)).toBe('placed on n1');
  const reversed = [zoned('n1', 'a', { name: 'w', labels: web }), zoned('n2', 'b', busy, { name: 'o' })];
  expect(reasons({}, reversed)).toBe('placed on n1');
  expect(reasons(preferring('podAntiAffinity', 1), reversed)).toBe('placed on n2');
  const inviting = [zoned('n1', 'a', busy, { name: 'i', ...preferring('podAffinity', 1) }), zoned('n2', 'b')];
  expect(reasons({ labels: web }, inviting)).toBe('placed on n1');
  const needing = [zoned('n1', 'a', busy, { name: 'i', ...withWeb(term()) }), zoned('n2', 'b')];
  expect(reasons({ labels: web }, needing)).toBe('placed on n1');
});
