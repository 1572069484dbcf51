import { encodeAccount, encodeOperator } from '@nats-io/jwt';
import { createAccount, createOperator, type KeyPair } from '@nats-io/nkeys';

/** A NATS operator or account: its public key, its private seed, and the JWT that describes it. */
export interface SignedKey {
  readonly publicKey: string;
  readonly seed: string;
  readonly jwt: string;
}

/**
 * Who signs every NATS credential: plain data, to be kept as JSON in a file that only its owner reads. Whoever holds
 * `flotilla.seed` can make credentials; the servers need only the public part ({@link serverConfig}).
 */
export interface Authority {
  readonly operator: SignedKey;
  readonly system: SignedKey;
  readonly flotilla: SignedKey;
}

const unlimited = -1;

const limits = {
  subs: unlimited,
  data: unlimited,
  payload: unlimited,
  imports: unlimited,
  exports: unlimited,
  wildcards: true,
  conn: unlimited,
  leaf: unlimited,
};

/** JetStream is off in an account unless its limits say otherwise. */
const jetStreamLimits = { mem_storage: unlimited, disk_storage: unlimited, streams: unlimited, consumer: unlimited };

/** A new operator with a system account and the one account in which everything happens. */
export async function createAuthority(): Promise<Authority> {
  const [operator, system, flotilla] = [createOperator(), createAccount(), createAccount()];
  const systemAccount = system.getPublicKey();
  const [operatorJwt, systemJwt, flotillaJwt] = await Promise.all([
    encodeOperator('flotilla', operator, { system_account: systemAccount }),
    encodeAccount('SYS', system, { limits }, { signer: operator }),
    encodeAccount('FLOTILLA', flotilla, { limits: { ...limits, ...jetStreamLimits } }, { signer: operator }),
  ]);
  return {
    operator: signedKey(operator, operatorJwt),
    system: signedKey(system, systemJwt),
    flotilla: signedKey(flotilla, flotillaJwt),
  };
}

function signedKey(pair: KeyPair, jwt: string): SignedKey {
  return { publicKey: pair.getPublicKey(), seed: seedOf(pair), jwt };
}

export function seedOf(pair: KeyPair): string {
  return Buffer.from(pair.getSeed()).toString('utf8');
}
