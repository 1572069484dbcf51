import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeProtobuf, isStatus } from '@flotilla/machinery';
import { describe, expect, it } from 'vitest';
import { schema } from '../schema.ts';

/** Objects, one a kind and most of them fuzzed, as the official Go serializers write them: kind, protobuf, JSON. */
const vectors = gunzipSync(readFileSync(new URL('../../test-data/protobuf.tsv.gz', import.meta.url)))
  .toString()
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', protobuf = '', json = ''] = line.split('\t');
    const [group = '', version = '', kind = ''] = name.split(/\/|, Kind=/);
    const apiVersion = group === '' ? version : `${group}/${version}`;
    return { name, apiVersion, kind, body: Buffer.from(protobuf, 'base64'), json: JSON.parse(json) as unknown };
  });

/** Go writes some empty values, and different ones from release to release: they say nothing. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value ?? undefined;
  }
  if (Array.isArray(value)) {
    const kept = value.map(withoutEmpty);
    return kept.length === 0 ? undefined : kept;
  }
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const rest = withoutEmpty(inner);
    return rest === undefined ? [] : [[name, rest] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

describe('a protobuf body', () => {
  it.each(vectors)('becomes the JSON that Go makes of it: $name', ({ body, apiVersion, kind, json }) => {
    const object = decodeProtobuf(body, schema, { apiVersion, kind });

    expect(withoutEmpty(object)).toEqual(withoutEmpty(json));
  });

  it('damaged at random is read or refused, never more', () => {
    const random = seeded(20_260_101);
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < 5000; round += 1) {
      const { body, apiVersion, kind } = vectors[random(vectors.length)] ?? {
        body: Buffer.alloc(0),
        apiVersion: '',
        kind: '',
      };
      try {
        decodeProtobuf(damaged(body, random), schema, { apiVersion, kind });
        outcomes.read += 1;
      } catch (error) {
        expect(isStatus(error, 'BadRequest'), String(error)).toBe(true);
        outcomes.refused += 1;
      }
    }

    expect(outcomes.read).toBeGreaterThan(500);
    expect(outcomes.refused).toBeGreaterThan(500);
  });
});

/** A linear congruential generator: the same numbers in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function damaged(body: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(body);
  for (let count = random(3); count >= 0; count -= 1) {
    copy[random(copy.length)] = random(256);
  }
  return random(10) === 0 ? copy.subarray(0, random(copy.length)) : copy;
}
