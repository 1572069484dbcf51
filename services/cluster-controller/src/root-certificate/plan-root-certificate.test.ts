import { expect, test } from 'vitest';
import { planRootCertificate } from './plan-root-certificate.ts';

const active = { name: 'team', isTerminating: false, finalizers: ['kubernetes'] };
const good = { isDescribed: true, data: { 'ca.crt': 'PEM' } };

test('a namespace has the certificate as it is now, and nothing else beside it', () => {
  expect(planRootCertificate(active, undefined, 'PEM')).toBe('create');
  expect(planRootCertificate(active, good, 'PEM')).toBe('keep');
  expect(planRootCertificate(active, good, 'NEW PEM')).toBe('correct');
  expect(planRootCertificate(active, { ...good, data: { ...good.data, more: '' } }, 'PEM')).toBe('correct');
  expect(planRootCertificate(active, { ...good, isDescribed: false }, 'PEM')).toBe('correct');
});

test('nothing is made in a namespace that is going, or has gone', () => {
  expect(planRootCertificate({ ...active, isTerminating: true }, undefined, 'PEM')).toBe('keep');
  expect(planRootCertificate(undefined, undefined, 'PEM')).toBe('keep');
});
