import type { Outbox, OutboxEntry } from '@flotilla/store';

/** Tells Redis how far JetStream has come, so that writers get room; seldom, as one number stands for many events. */
export interface Acknowledgements {
  /** To be told of each entry that is published, in order. */
  published(entry: Pick<OutboxEntry, 'revision' | 'written'>): void;
  /** To be told of each that JetStream has stored. */
  acknowledged(revision: number): void;
  /** The last revision that JetStream has stored. */
  revision(): number;
  /** Tells Redis at once what there is to tell. */
  flush(): Promise<void>;
  close(): void;
}

const betweenTellingMs = 20;

export function createAcknowledgements(outbox: Outbox, after: number): Acknowledgements {
  const onTheirWay: Pick<OutboxEntry, 'revision' | 'written'>[] = [];
  let revision = after;
  let written = 0;
  let told = 0;
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    if (written === told) return;
    told = written;
    await outbox.acknowledge(written);
  };

  const tellSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      // Where Redis is lost, whoever reads the outbox is told as well.
      flush().catch(() => {});
    }, betweenTellingMs);
  };

  return {
    published: (entry) => void onTheirWay.push({ revision: entry.revision, written: entry.written }),
    acknowledged(upTo) {
      while (onTheirWay[0] && onTheirWay[0].revision <= upTo) written = onTheirWay.shift()?.written ?? written;
      revision = upTo;
      tellSoon();
    },
    revision: () => revision,
    flush,
    close: () => clearTimeout(timer),
  };
}
