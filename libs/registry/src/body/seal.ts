import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { isJsonObject, type KubernetesObject } from '@flotilla/machinery';

/** Keeps the contents of Secrets out of everything that is stored or sent: Redis, its file, the outbox, the stream. */
export interface Seal {
  /** The object as it may be stored. */
  close(object: KubernetesObject): KubernetesObject;
  /** The object as it was. Throws where the key is not the one it was closed with, or the text was changed. */
  open(object: KubernetesObject): KubernetesObject;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM over `data`, bound to the object's uid so that one Secret's text cannot be put into another. */
export function createSeal(key: Buffer): Seal {
  return {
    close(object) {
      if (!isSecret(object) || !isJsonObject(object.data)) return object;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(object));
      const text = Buffer.concat([cipher.update(JSON.stringify(object.data), 'utf8'), cipher.final()]);
      return { ...object, data: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64') };
    },
    open(object) {
      if (!isSecret(object) || typeof object.data !== 'string') return object;
      const sealed = Buffer.from(object.data, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
        .setAAD(boundTo(object))
        .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      return { ...object, data: JSON.parse(text.toString('utf8')) };
    },
  };
}

/** Nothing else is sealed. */
function isSecret({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}

function boundTo(object: KubernetesObject): Buffer {
  return Buffer.from(object.metadata.uid ?? '', 'utf8');
}
