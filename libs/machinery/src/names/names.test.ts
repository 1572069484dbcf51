import { expect, test } from 'vitest';
import { checkDataKey, checkEnvironmentName, checkPercent } from './data-names.ts';
import { checkDns1035Label, checkDnsLabel, checkDnsSubdomain, checkWildcardDnsSubdomain } from './dns-names.ts';
import { generateName } from './generate-name.ts';
import { checkLabelKey, checkLabelValue } from './label-names.ts';
import { checkName, checkNamePrefix } from './object-names.ts';
import { checkPathSegment } from './path-segments.ts';
import { checkPortName, checkPortNumber } from './ports.ts';

const KEY_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

test('a DNS label has no dots, no capitals and at most 63 bytes', () => {
  expect(checkDnsLabel('web-1')).toEqual([]);
  expect(checkDnsLabel('a.b')).toEqual(['must not contain dots']);
  expect(checkDnsLabel('Web')).toEqual([LABEL_RULE]);
  expect(checkDnsLabel('x'.repeat(64))).toEqual(['must be no more than 63 characters']);
});

test('a DNS subdomain may have dots and 253 bytes', () => {
  expect(checkDnsSubdomain('a.b-c.d1')).toEqual([]);
  expect(checkDnsSubdomain('a..b')).toEqual([SUBDOMAIN_RULE]);
  expect(checkDnsSubdomain('x'.repeat(254))).toEqual(['must be no more than 253 characters']);
});

test('a DNS-1035 label starts with a letter', () => {
  expect(checkDns1035Label('web')).toEqual([]);
  expect(checkDns1035Label('1web')[0]).toContain('a DNS-1035 label must consist of');
});

test('a wildcard has one star, in front', () => {
  expect(checkWildcardDnsSubdomain('*.example.com')).toEqual([]);
  expect(checkWildcardDnsSubdomain('*.*.com')).toHaveLength(1);
});

test('the prefix and the name of a label key are refused each with its own words', () => {
  expect(checkLabelKey('example.com/App_1')).toEqual([]);
  expect(checkLabelKey('/a')).toEqual(['prefix part must be non-empty']);
  expect(checkLabelKey('A/')).toEqual([
    `prefix part ${SUBDOMAIN_RULE}`,
    'name part must be non-empty',
    `name part ${KEY_RULE}`,
  ]);
  expect(checkLabelKey(`a/${'x'.repeat(64)}`)).toEqual(['name part must be no more than 63 bytes']);
  expect(checkLabelKey('a/b/c')).toEqual([
    `a valid label key ${KEY_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
  ]);
});

test('a label value may be empty', () => {
  expect(checkLabelValue('')).toEqual([]);
  expect(checkLabelValue('-')[0]).toMatch(/^a valid label must be an empty string or consist of/);
});

test('lengths are counted in bytes', () => {
  expect(checkLabelValue('é'.repeat(32))[0]).toBe('must be no more than 63 bytes');
  expect(checkLabelValue('é'.repeat(31))[0]).toMatch(/^a valid label must/);
});

test('a path segment is no dots, no slash, no percent sign', () => {
  expect(checkPathSegment('system:node')).toEqual([]);
  expect(checkPathSegment('..')).toEqual(["may not be '..'"]);
  expect(checkPathSegment('a/b%')).toEqual(["may not contain '/'", "may not contain '%'"]);
});

test('a port name has a letter and single hyphens inside', () => {
  expect(checkPortName('http-2')).toEqual([]);
  expect(checkPortName('-8--0')).toEqual([
    'must contain at least one letter (a-z)',
    'must not contain consecutive hyphens',
    'must not begin or end with a hyphen',
  ]);
  expect(checkPortName('a-very-long-port-name')).toEqual(['must be no more than 15 characters']);
});

test('a port number is between 1 and 65535', () => {
  expect(checkPortNumber(65_535)).toEqual([]);
  expect(checkPortNumber(0)).toEqual(['must be between 1 and 65535, inclusive']);
});

test('a data key leads out of no folder', () => {
  expect(checkDataKey('ca.crt')).toEqual([]);
  expect(checkDataKey('..')).toEqual(["must not be '..'"]);
  expect(checkDataKey('..data')).toEqual(["must not start with '..'"]);
  expect(checkDataKey('a/b')[0]).toMatch(/^a valid config key must consist of/);
});

test('an environment variable may be named with all printable ASCII but the equals sign', () => {
  expect(checkEnvironmentName('my var.1')).toEqual([]);
  expect(checkEnvironmentName('a=b')).toHaveLength(1);
  expect(checkEnvironmentName('')).toEqual(['environment variable name must be non-empty']);
});

test('a percentage is digits and a percent sign', () => {
  expect(checkPercent('25%')).toEqual([]);
  expect(checkPercent('25')).toHaveLength(1);
});

test('the start of a generated name may end in a dash', () => {
  expect(checkNamePrefix('web-', 'dns-label')).toEqual([]);
  expect(checkName('web-', 'dns-label')).toHaveLength(1);
  expect(checkNamePrefix('..', 'path-segment')).toEqual([]);
});

test('a generated name is the start and five letters, and never longer than a DNS label', () => {
  const numbers = [0, 0.5, 0.999, 0.2, 0.7];
  expect(generateName('web-', () => numbers.shift() ?? 0)).toBe('web-br9hx');
  expect(generateName('x'.repeat(80), () => 0)).toBe(`${'x'.repeat(58)}bbbbb`);
});
