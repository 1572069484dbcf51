import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpanSink } from '../span-batches.ts';
import { listSegments, segmentName } from './segment.ts';

/** How much a folder keeps, all its writers together: `segments` full ones, and what each writer has begun. */
export interface RingLimits {
  readonly segments: number;
  readonly segmentBytes: number;
}

/** About 50,000 spans: some thousand Pods' way from request to Ready. */
export const defaultRingLimits: RingLimits = { segments: 8, segmentBytes: 4 * 1024 * 1024 };

export interface RingOptions extends Partial<RingLimits> {
  /** Made where it is missing. */
  readonly folder: string;
  readonly service: string;
}

/** A process that restarts over and over leaves small segments: the folder keeps this many times `segments` files. */
const filesPerSegment = 16;

/**
 * Keeps spans in the segments of a folder that several processes share, each writing its own. Whoever begins a segment
 * deletes the oldest ones beyond the limits. A segment is opened for each batch and never held: one that another
 * process has deleted meanwhile is simply begun again.
 */
export function createRingSink(options: RingOptions): SpanSink {
  const { folder, service, segments, segmentBytes } = { ...defaultRingLimits, ...options };
  const writer = { service, startMs: Date.now() };
  let number = 0;
  let written = Number.POSITIVE_INFINITY;

  async function beginSegment(): Promise<void> {
    await mkdir(folder, { recursive: true });
    number += 1;
    written = 0;
    await deleteOldest(folder, { bytes: (segments - 1) * segmentBytes, files: segments * filesPerSegment });
  }

  return {
    name: 'ring',
    async write(spans) {
      const lines = Buffer.from(spans.map((span) => `${JSON.stringify(span)}\n`).join(''));
      if (written + lines.length > segmentBytes) await beginSegment();
      const length = written + lines.length;
      // A write that fails may leave half a line: what comes next then goes elsewhere.
      written = Number.POSITIVE_INFINITY;
      await appendFile(join(folder, segmentName(writer, number)), lines);
      written = length;
    },
    close: async () => {},
  };
}

async function deleteOldest(folder: string, limits: { bytes: number; files: number }): Promise<void> {
  let bytes = 0;
  for (const [index, segment] of (await listSegments(folder)).entries()) {
    bytes += segment.bytes;
    if (bytes > limits.bytes || index >= limits.files) await rm(segment.path, { force: true });
  }
}
