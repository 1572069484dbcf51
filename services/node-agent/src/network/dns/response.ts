import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet';

/** Source: RFC 1035, 4.1.1. */
export const RESPONSE_CODES = { noError: 0, serverFailure: 2, noSuchName: 3, notImplemented: 4 } as const;
export type ResponseCode = (typeof RESPONSE_CODES)[keyof typeof RESPONSE_CODES];

export interface ResponseContent {
  readonly code: ResponseCode;
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  readonly additionals?: readonly Answer[];
}

/** What a client without EDNS takes in one datagram. Source: RFC 1035, 4.2.1. */
const PLAIN_BYTES = 512;

/** The most that this client takes in one datagram. */
export function datagramBytes({ additionals = [] }: Pick<Packet, 'additionals'>): number {
  const sizes = additionals.flatMap((record) => (record.type === 'OPT' ? record.udpPayloadSize : []));
  return Math.max(PLAIN_BYTES, ...sizes);
}

/** The bytes of an answer; where they are more than the client takes, it is told to ask over TCP. */
export function responseTo(query: DecodedPacket, content: ResponseContent, mostBytes: number): Buffer {
  const { code, answers = [], authorities = [], additionals = [] } = content;
  const flags = AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | ((query.flags ?? 0) & RECURSION_DESIRED) | code;
  const packet: Packet = {
    type: 'response',
    id: query.id ?? 0,
    flags,
    questions: query.questions ?? [],
    answers: [...answers],
    authorities: [...authorities],
    additionals: [...additionals],
  };
  const bytes = encode(packet);
  if (bytes.length <= mostBytes) return bytes;
  return encode({ ...packet, flags: flags | TRUNCATED_RESPONSE, answers: [], authorities: [], additionals: [] });
}
