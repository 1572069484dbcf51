import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDataKey, invalid, required, tooLong } from '@flotilla/machinery';
import type { Secret } from '../../generated/types/core-v1.ts';
import { base64Length } from '../../rules/data-size.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';
import { dataSizeLimit } from '../../rules/sealed-data.ts';
import { jsonObjectComplaint } from './json-complaint.ts';

type Data = Readonly<Record<string, string>>;

const serviceAccountName = 'kubernetes.io/service-account.name';

/** What each type of Secret must hold. Source: Kubernetes documentation, "Types of Secret". */
const rulesOfTypes: Readonly<Record<string, (data: Data, object: KubernetesObject) => FieldErrors>> = {
  'kubernetes.io/service-account-token': function* (_data, { metadata }) {
    if (!metadata.annotations?.[serviceAccountName]) yield required(`metadata.annotations[${serviceAccountName}]`);
  },
  'kubernetes.io/dockercfg': (data) => jsonKey(data, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (data) => jsonKey(data, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': function* (data) {
    if (!('username' in data) && !('password' in data)) yield* keys(data, ['username', 'password']);
  },
  'kubernetes.io/ssh-auth': function* (data) {
    if (!data['ssh-privatekey']) yield required('data[ssh-privatekey]');
  },
  'kubernetes.io/tls': (data) => keys(data, ['tls.crt', 'tls.key']),
};

export function validateSecret(object: KubernetesObject): FieldError[] {
  return [...secretErrors(object as Secret & KubernetesObject)];
}

function* secretErrors(secret: Secret & KubernetesObject): FieldErrors {
  const data = secret.data ?? {};
  for (const key of Object.keys(data)) yield* invalidEach(`data[${key}]`, key, checkDataKey(key));
  const size = Object.values(data).reduce((sum, text) => sum + base64Length(text), 0);
  if (size > dataSizeLimit) yield tooLong('data', dataSizeLimit);
  const rule = rulesOfTypes[secret.type ?? ''];
  if (rule !== undefined) yield* rule(data, secret);
}

function* keys(data: Data, names: readonly string[]): FieldErrors {
  for (const name of names) {
    if (!(name in data)) yield required(`data[${name}]`);
  }
}

function* jsonKey(data: Data, name: string): FieldErrors {
  const encoded = data[name];
  if (encoded === undefined) return yield required(`data[${name}]`);
  const complaint = jsonObjectComplaint(Buffer.from(encoded, 'base64').toString());
  if (complaint !== undefined) yield invalid(`data[${name}]`, '<secret contents redacted>', complaint);
}
