/** What the bytes of a message are not. The messages are those of the reference decoder. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** How a value is written. Source: Protocol Buffers documentation, "Encoding". */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

const CONTINUES = 0x80;
/** So many bytes of a varint fit a double's 53 bits exactly. */
const EXACT_BYTES = 7;
const BITS_A_BYTE = 7;
const VARINT_BITS = 64;

/** Reads the fields of one protobuf message, in order. Everything throws `WireError` where the bytes end or lie. */
export class WireReader {
  /** The field that `next` has found. */
  fieldNumber = 0;
  /** How that field's value is written. Before the first `next` it is a varint, so that packed numbers can be read. */
  wireType: number = WireType.varint;
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** Moves to the next field, if there is one. Its value must be read or skipped. */
  next(): boolean {
    if (this.done) {
      return false;
    }
    const tag = BigInt(this.#varint());
    this.wireType = Number(tag & 7n);
    this.fieldNumber = Number(BigInt.asIntN(32, tag >> 3n));
    return true;
  }

  int32(): number {
    this.#expect(WireType.varint);
    return Number(BigInt.asIntN(32, BigInt(this.#varint())));
  }

  int64(): bigint {
    this.#expect(WireType.varint);
    return this.#signed();
  }

  boolean(): boolean {
    this.#expect(WireType.varint);
    return BigInt(this.#varint()) !== 0n;
  }

  double(): number {
    this.#expect(WireType.fixed64);
    const at = this.#position;
    this.#advance(8);
    return this.#bytes.readDoubleLE(at);
  }

  /** A view of the bytes, not a copy. */
  bytes(): Buffer {
    this.#expect(WireType.bytes);
    const length = this.#length();
    const start = this.#position;
    this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  string(): string {
    return this.bytes().toString('utf8');
  }

  skip(): void {
    let openGroups = 0;
    do {
      openGroups += this.#skipOne();
    } while (openGroups > 0 && this.#nextInGroup());
  }

  /** Gives by how much the number of open groups has changed. */
  #skipOne(): number {
    switch (this.wireType) {
      case WireType.varint:
        this.#varint();
        return 0;
      case WireType.fixed64:
        this.#advance(8);
        return 0;
      case WireType.bytes:
        this.#advance(this.#length());
        return 0;
      case WireType.fixed32:
        this.#advance(4);
        return 0;
      case WireType.startGroup:
        return 1;
      case WireType.endGroup:
        return -1;
      default:
        throw new WireError(`proto: illegal wireType ${this.wireType}`);
    }
  }

  #nextInGroup(): true {
    if (!this.next()) {
      throw new WireError('unexpected EOF');
    }
    return true;
  }

  #expect(wireType: number): void {
    if (this.wireType !== wireType) {
      throw new WireError(`proto: wrong wireType = ${this.wireType} for field ${this.fieldNumber}`);
    }
  }

  #signed(): bigint {
    return BigInt.asIntN(VARINT_BITS, BigInt(this.#varint()));
  }

  #length(): number {
    const length = this.#signed();
    if (length < 0n) {
      throw new WireError('proto: negative length found during unmarshaling');
    }
    return Number(length);
  }

  #advance(length: number): void {
    this.#position += length;
    if (this.#position > this.#bytes.length) {
      throw new WireError('unexpected EOF');
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) {
      throw new WireError('unexpected EOF');
    }
    this.#position += 1;
    return byte;
  }

  #varint(): number | bigint {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < EXACT_BYTES; count += 1) {
      const byte = this.#byte();
      value += (byte % CONTINUES) * scale;
      if (byte < CONTINUES) {
        return value;
      }
      scale *= CONTINUES;
    }
    return this.#restOfVarint(BigInt(value));
  }

  #restOfVarint(start: bigint): bigint {
    let value = start;
    for (let shift = EXACT_BYTES * BITS_A_BYTE; shift < VARINT_BITS; shift += BITS_A_BYTE) {
      const byte = this.#byte();
      value |= BigInt(byte % CONTINUES) << BigInt(shift);
      if (byte < CONTINUES) {
        return BigInt.asUintN(VARINT_BITS, value);
      }
    }
    throw new WireError('proto: integer overflow');
  }
}
