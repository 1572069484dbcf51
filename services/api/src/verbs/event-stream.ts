import type { Response } from 'express';

/** A client that leaves this much unread is cut off: it can watch again from where it was. */
const UNREAD_LIMIT_BYTES = 16 * 1024 * 1024;
/** How long a client may take nothing of what it is still to be told when the watch has ended. */
const STALLED_MS = 30_000;
/** How much is made at a time: a slow client holds no more than this in text. */
const PIECE_CHARACTERS = 256 * 1024;

interface Unread {
  readonly lines: IterableIterator<string>;
  readonly bytes: number;
}

/**
 * A response that lines are written to as they come. Lines (latin1) are made when the client is ready to read them;
 * what is told in one turn of the event loop goes out as one piece.
 */
export class EventStream {
  readonly #response: Response;
  readonly #failed: (error: unknown) => void;
  readonly #unread: Unread[] = [];
  #unreadBytes = 0;
  #state: 'idle' | 'scheduled' | 'blocked' | 'ended' = 'idle';
  #isEnding = false;

  /** `failed` is told when a line cannot be made: the client is then cut off. */
  constructor(response: Response, failed: (error: unknown) => void) {
    this.#response = response;
    this.#failed = failed;
  }

  /** `bytes`: how much is held in memory for these lines alone until they are read. */
  write(lines: Iterable<string>, bytes: number): void {
    if (this.#isEnding || this.#state === 'ended') return;
    this.#unread.push({ lines: Iterator.from(lines), bytes });
    this.#unreadBytes += bytes;
    if (this.#state === 'blocked' && this.#unreadBytes > UNREAD_LIMIT_BYTES) this.#cutOff();
    if (this.#state === 'idle') {
      this.#state = 'scheduled';
      setImmediate(() => this.#flush());
    }
  }

  /** Ends once what has been told is read; a client that stops reading is cut off. */
  end(): void {
    this.#begin();
    this.#isEnding = true;
    this.#response.setTimeout(STALLED_MS, () => this.#cutOff());
    if (this.#state !== 'blocked') this.#flush();
  }

  /** Tells the client that it is heard. The listener is told once, when the client has gone or the stream has ended. */
  open(closed: () => void): void {
    this.#begin();
    if (this.#response.closed) closed();
    else this.#response.once('close', closed);
  }

  #begin(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
    this.#response.flushHeaders();
  }

  #flush(): void {
    if (this.#state === 'ended' || this.#response.destroyed) return;
    this.#begin();
    try {
      this.#state = this.#writeAll() ? 'idle' : 'blocked';
      if (this.#state === 'idle' && this.#isEnding) this.#finish();
    } catch (error) {
      this.#failed(error);
      this.#cutOff();
    }
  }

  /** Whether the client takes more; otherwise the rest is written when it does. */
  #writeAll(): boolean {
    let takesMore = true;
    while (takesMore && this.#unread.length > 0) takesMore = this.#response.write(this.#nextPiece(), 'latin1');
    if (!takesMore) this.#response.once('drain', () => this.#flush());
    return takesMore;
  }

  #finish(): void {
    this.#state = 'ended';
    this.#response.end();
  }

  #nextPiece(): string {
    let piece = '';
    while (piece.length < PIECE_CHARACTERS) {
      const [first] = this.#unread;
      if (first === undefined) break;
      const line = first.lines.next();
      if (!line.done) piece += line.value;
      else this.#unreadBytes -= this.#unread.shift()?.bytes ?? 0;
    }
    return piece;
  }

  #cutOff(): void {
    this.#state = 'ended';
    this.#unread.length = 0;
    this.#response.destroy();
  }
}
