import { encodeUser } from '@nats-io/jwt';
import { createUser, fromPublic, fromSeed } from '@nats-io/nkeys';
import { joinInbox, nodeInbox, serviceInbox } from '../subjects.ts';
import { type Authority, seedOf } from './authority.ts';
import { type Service, type Subjects, subjectsOfJoinToken, subjectsOfNode, subjectsOfService } from './permissions.ts';

/** What a client connects with. JSON. */
export interface Credentials {
  readonly jwt: string;
  /** The private key; without it the JWT is of no use. */
  readonly seed: string;
  /** Where this identity's replies arrive: it may subscribe to no other inbox. */
  readonly inboxPrefix: string;
}

interface Identity {
  readonly name: string;
  readonly inboxPrefix: string;
  readonly subjects: Subjects;
  readonly expiresAt?: Date;
}

/** A key pair that its owner makes, to have only the public half signed. */
export function createUserKey(): { publicKey: string; seed: string } {
  const pair = createUser();
  return { publicKey: pair.getPublicKey(), seed: seedOf(pair) };
}

export function mintService(authority: Authority, service: Service): Promise<Credentials> {
  const subjects = subjectsOfService(service);
  return mint(authority, { name: service, inboxPrefix: serviceInbox(service), subjects });
}

export function mintNode(authority: Authority, name: string): Promise<Credentials> {
  return mint(authority, nodeIdentity(name));
}

/** What a node that joined connects with, but for the seed, which never left the node. */
export async function signNode(
  authority: Authority,
  name: string,
  publicKey: string,
): Promise<Omit<Credentials, 'seed'>> {
  const identity = nodeIdentity(name);
  return { jwt: await sign(authority, identity, publicKey), inboxPrefix: identity.inboxPrefix };
}

/** May do nothing but ask for a node's credentials. Its key doubles as the token's name. */
export async function mintJoinToken(authority: Authority, options: { expiresAt?: Date } = {}): Promise<Credentials> {
  const { publicKey, seed } = createUserKey();
  const inboxPrefix = joinInbox(publicKey);
  const identity = { name: 'join', inboxPrefix, subjects: subjectsOfJoinToken, ...options };
  return { jwt: await sign(authority, identity, publicKey), seed, inboxPrefix };
}

function nodeIdentity(name: string): Identity {
  return { name: `node:${name}`, inboxPrefix: nodeInbox(name), subjects: subjectsOfNode(name) };
}

async function mint(authority: Authority, identity: Identity): Promise<Credentials> {
  const { publicKey, seed } = createUserKey();
  return { jwt: await sign(authority, identity, publicKey), seed, inboxPrefix: identity.inboxPrefix };
}

/** One answer to each request, within five minutes (in nanoseconds). */
const answers = { max: 1, ttl: 5 * 60 * 1e9 };

function sign(authority: Authority, identity: Identity, publicKey: string): Promise<string> {
  const { subjects, expiresAt } = identity;
  const account = fromSeed(Buffer.from(authority.flotilla.seed));
  return encodeUser(
    identity.name,
    fromPublic(publicKey),
    account,
    {
      pub: { allow: [...subjects.publish] },
      sub: { allow: [...subjects.subscribe, `${identity.inboxPrefix}.>`] },
      ...(subjects.answersAnyone ? { resp: answers } : {}),
    },
    expiresAt === undefined ? {} : { exp: Math.floor(expiresAt.getTime() / 1000) },
  );
}
