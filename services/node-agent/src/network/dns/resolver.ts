import { randomInt } from 'node:crypto';
import { type Answer, type DecodedPacket, decode, encode, type Question, RECURSION_DESIRED } from 'dns-packet';
import { authority, type OwnAnswer, ownAnswer, type Zone } from './answer.ts';
import type { Forwarder, Transport } from './forwarder.ts';
import { datagramBytes, RESPONSE_CODES, type ResponseContent, responseTo } from './response.ts';

/** TCP's length field holds no more. */
const TCP_BYTES = 65_535;

/** Answers one query; undefined for bytes that are none. */
export async function resolve(
  { zone, forwarder }: { readonly zone: Zone; readonly forwarder: Forwarder },
  bytes: Buffer,
  transport: Transport,
): Promise<Buffer | undefined> {
  const query = decoded(bytes);
  if (query?.type !== 'query') return undefined;
  const answer = (content: ResponseContent): Buffer =>
    responseTo(query, content, transport === 'tcp' ? TCP_BYTES : datagramBytes(query));
  const [question, ...more] = query.questions ?? [];
  if (question === undefined || more.length > 0) return answer({ code: RESPONSE_CODES.notImplemented });
  const own = ownAnswer(question, zone);
  try {
    if (own === undefined) return await forwarder.ask(bytes, transport);
    // What is not known yet may be there.
    if (!own.known && !zone.network.complete) return answer({ code: RESPONSE_CODES.serverFailure });
    return answer(contentOf(own, await continued(own, question, forwarder), zone));
  } catch {
    return answer({ code: RESPONSE_CODES.serverFailure });
  }
}

function decoded(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

function contentOf(own: OwnAnswer, added: readonly Answer[], { domain, network }: Zone): ResponseContent {
  const code = own.known ? RESPONSE_CODES.noError : RESPONSE_CODES.noSuchName;
  const answers = [...own.answers, ...added];
  const authorities = answers.length === 0 ? [authority(domain, network.endpointRevision % 2 ** 32)] : [];
  return { code, answers, authorities, additionals: own.additionals };
}

/** Clients do not follow a name by themselves. */
async function continued(own: OwnAnswer, { type }: Question, forwarder: Forwarder): Promise<readonly Answer[]> {
  if (own.continuesAt === undefined) return [];
  const questions = [{ type, name: own.continuesAt }];
  const query = encode({ type: 'query', id: randomInt(2 ** 16), flags: RECURSION_DESIRED, questions });
  const answer = decode(await forwarder.ask(query, 'udp'));
  const whole = answer.flag_tc ? decode(await forwarder.ask(query, 'tcp')) : answer;
  return whole.answers ?? [];
}
