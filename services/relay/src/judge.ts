import type { ChangeStream, StreamState } from '@flotilla/bus';
import type { OutboxState } from '@flotilla/store';

/** What Redis and NATS hold, seen one after the other: the streams first, so that Redis may be ahead but not behind. */
export interface Observation {
  readonly redis: OutboxState;
  readonly streams: readonly (ChangeStream & StreamState)[];
  /** The first revision that the outbox holds after the stream's last; undefined where it holds none. */
  readonly nextInOutbox: number | undefined;
  /** Whether the stream's last event and the outbox entry of its revision are one commit, as far as both are there. */
  readonly tailsAgree: boolean;
}

/** What has to be done before the server may commit, or while it does. */
export type Verdict =
  /** Publish what comes after this revision. */
  | { readonly act: 'relay'; readonly stream: ChangeStream; readonly after: number }
  /** The epoch has begun, its stream was never made. */
  | { readonly act: 'make-stream'; readonly stream: ChangeStream }
  /** Redis lost these revisions; the stream has them. */
  | { readonly act: 'roll-forward'; readonly stream: ChangeStream; readonly from: number; readonly to: number }
  /** What readers were told can no longer be continued. */
  | {
      readonly act: 'begin-epoch';
      readonly ending: number;
      readonly number: number;
      readonly above: number;
      readonly raise: number;
      readonly why: string;
    };

/**
 * How far the first revision of an epoch lies above every one known: more than Redis and NATS can have lost together,
 * so that no revision is ever handed out twice.
 */
const raise = 2 ** 20;

export function judge(observation: Observation): Verdict {
  const { redis, streams, nextInOutbox, tailsAgree } = observation;
  const { epoch, revision } = redis;
  if (epoch === undefined) return beginEpoch(observation, 'Redis knows no epoch');
  const current: ChangeStream = { epoch: epoch.number, base: epoch.base };
  if (streams.some((stream) => stream.epoch > epoch.number)) return beginEpoch(observation, 'NATS has a newer epoch');

  const stream = streams.find((one) => one.epoch === current.epoch && one.base === current.base);
  if (stream === undefined) {
    return epoch.streamMade
      ? beginEpoch(observation, 'the event stream is gone')
      : { act: 'make-stream', stream: current };
  }
  if (!tailsAgree) return beginEpoch(observation, 'the event stream ends with another commit than the outbox');
  if (stream.last > revision) {
    return stream.first <= revision + 1
      ? { act: 'roll-forward', stream: current, from: revision + 1, to: stream.last }
      : beginEpoch(observation, 'Redis lost more than the event stream holds');
  }
  if (stream.last < revision && nextInOutbox !== stream.last + 1) {
    return beginEpoch(observation, 'the event stream lost more than the outbox holds');
  }
  return { act: 'relay', stream: current, after: stream.last };
}

function beginEpoch({ redis, streams }: Observation, why: string): Verdict {
  const ending = redis.epoch?.number ?? 0;
  const number = Math.max(ending, ...streams.map((stream) => stream.epoch)) + 1;
  const above = Math.max(0, ...streams.map((stream) => stream.last));
  const untouched = redis.revision === 0 && streams.length === 0;
  return { act: 'begin-epoch', ending, number, above, raise: untouched ? 0 : raise, why };
}
