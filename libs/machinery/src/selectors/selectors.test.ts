import { expect, test } from 'vitest';
import { labelMatcherOf } from './label-matcher.ts';
import { parseFieldSelector, requireSelectable } from './parse-field-selector.ts';
import { parseLabelSelector } from './parse-label-selector.ts';

const web = { app: 'web', tier: 'front', 'example.com/rank': '7' };

test.each([
  ['', true],
  ['app=web', true],
  ['app==web,tier!=back', true],
  ['app in (web,db)', true],
  ['app notin (web)', false],
  ['region notin (eu)', true],
  ['region!=eu', true],
  ['app', true],
  ['!app', false],
  ['!region', true],
  ['example.com/rank>6', true],
  ['example.com/rank<7', false],
  ['app>1', false],
  [' app = web , tier in ( front , back ) ', true],
  ['in in (in)', false],
  ['constructor', false],
])('the selector %j matches the labels of a web server: %j', (selector, expected) => {
  expect(parseLabelSelector(selector).matches(web)).toBe(expected);
});

test.each([
  ['app=', 'app='],
  ['b,a', 'a,b'],
  ['app in (b,a,b)', 'app in (a,b)'],
  ['app in (a,,b)', 'app in (,a,b)'],
  ['app in ()', 'app in ()'],
  ['x notin (,)', 'x notin ()'],
  ['!a , b > 3', '!a,b>3'],
])('the selector %j is printed as %j, and printed again stays the same', (selector, printed) => {
  expect(parseLabelSelector(selector).toString()).toBe(printed);
  expect(parseLabelSelector(printed).toString()).toBe(printed);
});

test.each([
  [',', "found ',', expected: !, identifier, or 'end of string'"],
  ['a,', "found '', expected: identifier after ','"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['a=b c', "found 'c', expected: ',' or 'end of string'"],
  ['a in b', "unable to parse requirement: found 'b' expected: '('"],
  ['a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['a in (b,=', "unable to parse requirement: found '=', expected: ',', or identifier"],
  ['a=(', "unable to parse requirement: found '(', expected: identifier"],
  ['!', "unable to parse requirement: found '', expected: identifier"],
  [
    'a>b',
    "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
])('the selector %j is refused with upstream’s words', (selector, message) => {
  expect(() => parseLabelSelector(selector)).toThrow(expect.objectContaining({ message, code: 400 }));
});

test('a key that is no qualified name is refused with the reason', () => {
  expect(() => parseLabelSelector('-=a')).toThrow(/^unable to parse requirement: <nil>: Invalid value: "-": name part/);
});

test('a selector in object form requires its labels and its expressions', () => {
  const matcher = labelMatcherOf({
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['front', 'back'] },
      { key: 'region', operator: 'DoesNotExist' },
    ],
  });
  expect(matcher.matches(web)).toBe(true);
  expect(matcher.matches({ ...web, region: 'eu' })).toBe(false);
  expect(matcher.toString()).toBe('app=web,!region,tier in (back,front)');
});

test('an empty selector matches everything and an absent one nothing', () => {
  expect(labelMatcherOf({}).matches(undefined)).toBe(true);
  expect(labelMatcherOf({}).matchesAll).toBe(true);
  expect(labelMatcherOf(undefined).matches({})).toBe(false);
  expect(labelMatcherOf(undefined).matchesAll).toBe(false);
});

test('an unknown operator in object form is refused', () => {
  expect(() => labelMatcherOf({ matchExpressions: [{ key: 'a', operator: 'constructor' }] })).toThrow(
    '"constructor" is not a valid label selector operator',
  );
  expect(() => labelMatcherOf({ matchExpressions: [{ key: 'a', operator: 'In' }] })).toThrow(
    "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
  );
});

test.each([
  ['', true],
  ['status.phase=Running', true],
  ['status.phase==Running,spec.nodeName!=b', true],
  ['status.phase!=Running', false],
  ['spec.host=', true],
  ['=,,', true],
])('the field selector %j matches a running Pod: %j', (selector, expected) => {
  const fields = { 'status.phase': 'Running', 'spec.nodeName': 'a' };
  expect(parseFieldSelector(selector).matches(fields)).toBe(expected);
});

test('values of a field selector are escaped with backslashes', () => {
  const selector = parseFieldSelector('a=x\\,y\\=z\\\\');
  expect(selector.exactValue('a')).toBe('x,y=z\\');
  expect(selector.toString()).toBe('a=x\\,y\\=z\\\\');
  expect(selector.exactValue('b')).toBeUndefined();
});

test.each([
  ['a', "invalid selector: 'a'; can't understand 'a'"],
  ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
  ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
])('the field selector %j is refused with upstream’s words', (selector, message) => {
  expect(() => parseFieldSelector(selector)).toThrow(expect.objectContaining({ message, code: 400 }));
});

test('a field that a kind cannot be selected by is refused', () => {
  const matcher = parseFieldSelector('metadata.name=a,status.phase=Running,spec.x=1');
  const general = ['metadata.name', 'metadata.namespace'];
  expect(() => requireSelectable(matcher, new Set([...general, 'status.phase']))).toThrow(
    'field label not supported: spec.x',
  );
  expect(() => requireSelectable(matcher, new Set(general))).toThrow(
    '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
  expect(() => requireSelectable(matcher, new Set([...general, 'status.phase', 'spec.x']))).not.toThrow();
});
