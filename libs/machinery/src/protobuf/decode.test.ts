import { describe, expect, it } from 'vitest';
import type { Field, Shape, StructType } from '../schema/schema.ts';
import { decodeProtobuf, type ObjectTypes } from './decode.ts';

const text: Shape = { type: 'string' };
const count: Shape = { type: 'integer', format: 'int32' };

function field(name: string, number: number, shape: Shape, facts: Partial<Field> = {}): [string, Field] {
  return [name, { name, number, shape, required: false, pointer: false, omitEmpty: true, ...facts }];
}

function struct(name: string, fields: [string, Field][], inlined: [number, string][] = []): StructType {
  return { name, fields: new Map(fields), inlined: new Map(inlined) };
}

const thing = struct(
  'Thing',
  [
    field('name', 1, text),
    field('replicas', 2, count, { pointer: true }),
    field('ready', 3, count, { omitEmpty: false }),
    field('labels', 4, { type: 'map', values: text }),
    field('part', 5, { type: 'struct', of: 'Thing' }, { pointer: true }),
    field('ports', 6, { type: 'list', items: count }),
    field('extra', 7, { type: 'map', values: { type: 'list', items: text, wrapped: true } }),
    field('raw', 8, { type: 'any' }),
    field('target', 9, { type: 'int-or-string' }, { omitEmpty: false }),
    field('size', 10, { type: 'string', format: 'quantity' }, { omitEmpty: false }),
    field('either', 12, { type: 'any', schemaOr: 'list' }, { pointer: true }),
    field('allowed', 13, { type: 'any', schemaOr: 'boolean' }, { pointer: true }),
  ],
  [[11, 'Source']],
);
const source = struct('Source', [field('path', 1, text)]);
const types: ObjectTypes = {
  type: (name) => (name === 'Source' ? source : thing),
  object: (apiVersion, kind) => (`${apiVersion}/${kind}` === 'test/v1/Thing' ? thing : undefined),
};
const expected = { apiVersion: 'test/v1', kind: 'Thing' };

function bytesField(number: number, ...parts: (string | number[] | Buffer)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...lengthBytes(content.length)]), content]);
}

function lengthBytes(length: number): number[] {
  return length < 128 ? [length] : [(length % 128) | 128, ...lengthBytes(Math.floor(length / 128))];
}

function body(raw: Buffer, apiVersion = 'test/v1', kind = 'Thing'): Buffer {
  const typeMeta = Buffer.concat([bytesField(1, apiVersion), bytesField(2, kind)]);
  return Buffer.concat([Buffer.from('k8s\0'), bytesField(1, typeMeta), bytesField(2, raw)]);
}

function decoded(...fields: (number[] | Buffer)[]) {
  const { apiVersion, kind, ...rest } = decodeProtobuf(
    body(Buffer.concat(fields.map((each) => Buffer.from(each)))),
    types,
    expected,
  );
  return rest;
}

function nested(depth: number): Buffer {
  return depth === 0 ? Buffer.alloc(0) : bytesField(5, nested(depth - 1));
}

describe('an object from protobuf', () => {
  it('says of itself what the envelope says, or else what is expected', () => {
    expect(decodeProtobuf(body(Buffer.alloc(0), '', ''), types, expected)).toEqual(expected);
  });

  it('keeps a zero value where Go would: in a pointer, and where it is not left out', () => {
    expect(decoded(bytesField(1, ''), [0x10, 0], [0x18, 0])).toEqual({ replicas: 0, ready: 0 });
  });

  it('keeps map keys as they are, "__proto__" too', () => {
    const { labels } = decoded(bytesField(4, bytesField(1, '__proto__'), bytesField(2, 'x')), bytesField(4));

    expect(JSON.stringify(labels)).toBe('{"__proto__":"x","":""}');
  });

  it('takes numbers packed or one by one', () => {
    expect(decoded([0x30, 1], bytesField(6, [2, 3]))).toEqual({ ports: [1, 2, 3] });
  });

  it('adds what is repeated of a struct to what was there', () => {
    const first = bytesField(5, bytesField(1, 'a'), [0x10, 1]);

    expect(decoded(first, bytesField(5, bytesField(1, 'b')))).toEqual({ part: { name: 'b', replicas: 1 } });
  });

  it('holds the fields of an inlined struct among its own', () => {
    expect(decoded(bytesField(11, bytesField(1, '/srv')))).toEqual({ path: '/srv' });
  });

  it('unwraps lists that are messages, numbers or strings, quantities and raw JSON', () => {
    const entry = bytesField(7, bytesField(1, 'groups'), bytesField(2, bytesField(1, 'a'), bytesField(1, 'b')));

    expect(
      decoded(
        entry,
        bytesField(9, [0x08, 1], bytesField(3, '80%')),
        bytesField(10),
        bytesField(8, bytesField(1, '[1]')),
      ),
    ).toEqual({ extra: { groups: ['a', 'b'] }, target: '80%', size: '0', raw: [1] });
  });

  it('takes a schema or what may stand for one', () => {
    const named = bytesField(1, 'a');

    expect(decoded(bytesField(12, bytesField(1, named)), bytesField(13, [0x08, 1]))).toEqual({
      either: { name: 'a' },
      allowed: true,
    });
    expect(decoded(bytesField(12, bytesField(2, named)), bytesField(13, [0x08, 1], bytesField(2, named)))).toEqual({
      either: [{ name: 'a' }],
      allowed: { name: 'a' },
    });
    expect(decoded(bytesField(13))).toEqual({ allowed: false });
  });

  it('leaves out fields that nobody knows', () => {
    expect(decoded(bytesField(15, 'x'), [0x18, 2])).toEqual({ ready: 2 });
  });
});

describe('a body that is no object', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'the object provided is unrecognized (must be of type Thing): empty data (<empty>)'],
    [
      'no protobuf',
      Buffer.from('{}'),
      'the object provided is unrecognized (must be of type Thing): provided data does not appear to be a protobuf ' +
        'message, expected prefix [107 56 115 0] (7b7d)',
    ],
    ['cut short', body(Buffer.from([0x0a, 9])), 'Thing in version "v1" cannot be handled as a Thing: unexpected EOF'],
    [
      'of a wrong type',
      body(Buffer.from([0x08, 1])),
      'Thing in version "v1" cannot be handled as a Thing: proto: wrong wireType = 0 for field Name',
    ],
    [
      'of an unknown kind',
      body(Buffer.alloc(0), 'test/v1', 'Other'),
      'Other in version "v1" cannot be handled as a Thing: no kind "Other" is registered for version "test/v1"',
    ],
    ['too deep', body(nested(300)), 'Thing in version "v1" cannot be handled as a Thing: exceeded max depth of 200'],
  ])('is refused with a reason: %s', (_, malformed, message) => {
    expect(() => decodeProtobuf(malformed, types, expected)).toThrow(
      expect.objectContaining({ code: 400, reason: 'BadRequest', message }),
    );
  });
});
