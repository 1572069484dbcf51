import type { ChangeStream, EventLog, StreamLimits } from '@flotilla/bus';
import type { Outbox } from '@flotilla/store';
import { judge, type Observation, type Verdict } from './judge.ts';
import type { Log } from './log.ts';

export interface ReconcileDeps {
  readonly outbox: Outbox;
  readonly events: EventLog;
  readonly limits: StreamLimits;
  readonly log: Log;
}

/** Where to go on publishing. */
export interface Place {
  readonly stream: ChangeStream;
  readonly after: number;
}

/**
 * Brings Redis and the event stream together: whatever either has lost is repeated from the other, or a new epoch
 * begins. Resolves once they agree, so that the server may commit. Several relays may do so at once.
 */
export async function reconcile(deps: ReconcileDeps): Promise<Place> {
  for (;;) {
    const observation = await observe(deps);
    const verdict = judge(observation);
    if (verdict.act === 'relay') {
      await removeOlder(deps, verdict.stream, observation);
      return { stream: verdict.stream, after: verdict.after };
    }
    await act(deps, verdict);
  }
}

async function observe({ outbox, events }: ReconcileDeps): Promise<Observation> {
  // An epoch is read before the streams: whoever marks its stream as made has made it by then.
  const { epoch } = await outbox.state();
  const streams = await events.streams();
  const redis = { ...(await outbox.state()), ...(epoch === undefined ? {} : { epoch }) };
  const stream = streams.find((one) => one.epoch === epoch?.number && one.base === epoch.base);
  if (stream === undefined) return { redis, streams, nextInOutbox: undefined, tailsAgree: true };
  return {
    redis,
    streams,
    nextInOutbox: (await outbox.entryFrom(stream.last + 1))?.revision,
    tailsAgree: await tailsAgree({ outbox, events }, stream),
  };
}

async function tailsAgree(
  { outbox, events }: Pick<ReconcileDeps, 'outbox' | 'events'>,
  stream: ChangeStream & { readonly last: number },
): Promise<boolean> {
  if (stream.last === stream.base) return true;
  const [event, entry] = await Promise.all([events.event(stream, stream.last), outbox.entryFrom(stream.last)]);
  if (event === undefined || entry?.revision !== stream.last) return true;
  return event.id === entry.id && event.meta === entry.meta;
}

async function act(deps: ReconcileDeps, verdict: Exclude<Verdict, { act: 'relay' }>): Promise<void> {
  const { outbox, events, limits, log } = deps;
  switch (verdict.act) {
    case 'make-stream':
      await events.create(verdict.stream, limits);
      await outbox.streamMade(verdict.stream.epoch);
      events.announce(verdict.stream);
      return;
    case 'roll-forward':
      log.warn('repeating writes that Redis lost', { from: verdict.from, to: verdict.to });
      return rollForward(deps, verdict);
    case 'begin-epoch':
      log.warn('beginning a new epoch', { number: verdict.number, why: verdict.why });
      await outbox.beginEpoch(verdict);
  }
}

async function rollForward(
  { outbox, events }: ReconcileDeps,
  { stream, from, to }: { stream: ChangeStream; from: number; to: number },
): Promise<void> {
  for (let revision = from; revision <= to; revision += 1) {
    const event = await events.event(stream, revision);
    // Dropped for its age meanwhile: the next look finds a stream that begins later.
    if (event === undefined) return;
    await outbox.apply(event);
  }
}

/** Streams of epochs that ended: their readers are told by their end, should they have missed the announcement. */
async function removeOlder({ events }: ReconcileDeps, current: ChangeStream, { streams }: Observation): Promise<void> {
  for (const stream of streams) {
    if (stream.epoch < current.epoch) await events.remove(stream);
  }
}
