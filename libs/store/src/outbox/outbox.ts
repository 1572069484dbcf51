import type { Redis } from 'ioredis';
import { createRedis, runIdOf, type StoreConnection } from '../connection/connection.ts';
import { StoreError } from '../errors.ts';
import { sharedKeys } from '../keys.ts';
import { loadScript, runScript } from '../scripts/script.ts';
import type { Epoch } from '../store.ts';
import { applyEntry } from './apply.ts';
import { decodeEntries, type OutboxEntry } from './entry.ts';
import { type Keep, trimOutbox } from './trim.ts';

export interface OutboxState {
  /** The last revision of all. */
  readonly revision: number;
  /** Undefined on a Redis that was never written to. `streamMade`: its event stream has been there. */
  readonly epoch?: Epoch & { readonly streamMade: boolean };
}

export interface NextEpoch {
  /** The number of the epoch that is to end, 0 where there is none. Nothing happens where another one is current. */
  readonly ending: number;
  readonly number: number;
  /** A revision that the base must lie above. */
  readonly above: number;
  /** How far above. */
  readonly raise: number;
}

/**
 * The relay's side of the store, on connections of its own to one server. Once that server or the connection is lost,
 * everything rejects with `unavailable`: the next may have another past, and must be compared with the stream anew.
 */
export interface Outbox {
  state(): Promise<OutboxState>;
  /** Entries after this revision, in order; waits up to `waitMs` for the first. */
  read(after: number, options: { limit: number; waitMs: number }): Promise<OutboxEntry[]>;
  /** Lets a waiting read reject, and all later ones; everything else goes on. */
  stopReading(): void;
  /** The entry of this revision, or the first after it. */
  entryFrom(revision: number): Promise<OutboxEntry | undefined>;
  /** Makes room for writers: all entries up to the one with this `written` are in the stream. */
  acknowledge(written: number): Promise<void>;
  /** Drops entries up to `relayed`, a revision, but for what is to be kept; resolves with how many. */
  trim(relayed: number, keep: Keep): Promise<number>;
  /** Lets this server commit. */
  openGate(): Promise<void>;
  /** Repeats a write that Redis lost, if it is the next revision; resolves with the revision that Redis then has. */
  apply(entry: Omit<OutboxEntry, 'written'>): Promise<number>;
  beginEpoch(next: NextEpoch): Promise<Epoch>;
  /** Remembers that the stream of this epoch has been made. */
  streamMade(number: number): Promise<void>;
  close(): void;
}

const beginEpochScript = loadScript(['begin-epoch.lua']);
const acknowledgeScript = loadScript(['acknowledge.lua']);

export interface OutboxOptions {
  /** How long any one answer may take; 5,000 by default. */
  readonly silenceMs?: number;
}

/** Rejects with `unavailable` where Redis cannot be reached at once. */
export async function connectOutbox(options: StoreConnection & OutboxOptions): Promise<Outbox> {
  const { silenceMs = 5000 } = options;
  // A blocked read holds up what else is asked on its connection.
  const [redis, reader] = await Promise.all([connectOnce(options, silenceMs), connectOnce(options, silenceMs)]);
  const runId = await asked(runIdOf(redis));
  const { revision, epoch, written, relayed, gate, outbox } = sharedKeys;

  return {
    state: () => asked(readState(redis)),
    async read(after, { limit, waitMs }) {
      const place = ['COUNT', limit, 'BLOCK', waitMs, 'STREAMS', outbox, `${after}-0`] as const;
      const [stream] = (await asked(reader.xreadBuffer(...place))) ?? [];
      return decodeEntries(stream?.[1]);
    },
    stopReading: () => reader.disconnect(),
    async entryFrom(first) {
      return decodeEntries(await asked(redis.xrangeBuffer(outbox, `${first}-0`, '+', 'COUNT', 1)))[0];
    },
    async acknowledge(upTo) {
      await asked(runScript(redis, acknowledgeScript, [relayed], [upTo]));
    },
    trim: (upTo, keep) => asked(trimOutbox(redis, upTo, keep)),
    async openGate() {
      await asked(redis.set(gate, runId));
    },
    apply: (entry) => asked(applyEntry(redis, entry)),
    async beginEpoch({ ending, number, above, raise }) {
      const keys = [epoch, revision, written, relayed];
      const reply = await asked(runScript(redis, beginEpochScript, keys, [ending, number, above, raise]));
      const [current, base]: unknown[] = Array.isArray(reply) ? reply : [];
      return { number: Number(current), base: Number(base) };
    },
    async streamMade(number) {
      await asked(redis.hset(epoch, 'stream', number));
    },
    close() {
      redis.disconnect();
      reader.disconnect();
    },
  };
}

async function connectOnce(connection: StoreConnection, silenceMs: number): Promise<Redis> {
  const redis = createRedis(connection, {
    retryStrategy: () => null,
    socketTimeout: silenceMs,
    connectTimeout: silenceMs,
  });
  let cause: unknown;
  // Also told to whoever asked something.
  redis.on('error', (error: unknown) => {
    cause = error;
  });
  await redis.connect().catch((error: unknown) => {
    redis.disconnect();
    throw unavailable(cause ?? error);
  });
  return redis;
}

async function readState(redis: Redis): Promise<OutboxState> {
  const [revision, [number, base, stream]] = await Promise.all([
    redis.get(sharedKeys.revision),
    redis.hmget(sharedKeys.epoch, 'number', 'base', 'stream'),
  ]);
  const state = { revision: Number(revision ?? 0) };
  if (!number) return state;
  return { ...state, epoch: { number: Number(number), base: Number(base), streamMade: stream === number } };
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(cause: unknown): StoreError {
  return new StoreError('unavailable', 'Cannot use the outbox: its Redis must answer, and did not', { cause });
}
