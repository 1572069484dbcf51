import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, createAuthority } from '@flotilla/bus';
import { readJsonFile, writeJsonFile, writePrivateFile } from '../data/json-file.ts';
import {
  type CertificateRequest,
  type CertifiedKey,
  createCertificateAuthority,
  issueCertificate,
} from './certificates.ts';

/** Where the keys of a cluster are, under their folder. */
export function keyFiles(folder: string) {
  return {
    authority: pairFiles(folder, 'ca'),
    api: pairFiles(folder, 'api'),
    admin: pairFiles(folder, 'admin'),
    serviceAccounts: join(folder, 'service-accounts.key'),
    sealing: join(folder, 'sealing.key'),
    busAuthority: join(folder, 'bus-authority.json'),
  };
}

interface PairFiles {
  readonly certificate: string;
  readonly key: string;
}

/** The authority of the cluster, made where there is none: what it signed must stay good. */
export async function keepCertificateAuthority(files: PairFiles): Promise<CertifiedKey> {
  if (existsSync(files.certificate) && existsSync(files.key)) return readPair(files);
  return writePair(files, await createCertificateAuthority('flotilla-ca'));
}

/** A new key and certificate in place of any before. */
export async function renewCertificate(
  authority: CertifiedKey,
  files: PairFiles,
  request: CertificateRequest,
): Promise<CertifiedKey> {
  return writePair(files, await issueCertificate(authority, request));
}

/** Signs ServiceAccounts' tokens: ECDSA P-256, PKCS #8, PEM. */
export function keepServiceAccountKey(path: string): void {
  if (existsSync(path)) return;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writePrivateFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** Seals Secrets: 32 random bytes, base64. */
export function keepSealingKey(path: string): void {
  if (!existsSync(path)) writePrivateFile(path, `${randomBytes(32).toString('base64')}\n`);
}

/** Signs every NATS credential. */
export async function keepBusAuthority(path: string): Promise<Authority> {
  const kept = readJsonFile<Authority>(path);
  if (kept !== undefined) return kept;
  const authority = await createAuthority();
  writeJsonFile(path, authority);
  return authority;
}

function pairFiles(folder: string, name: string): PairFiles {
  return { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
}

function readPair(files: PairFiles): CertifiedKey {
  return { certificate: readFileSync(files.certificate, 'utf8'), key: readFileSync(files.key, 'utf8') };
}

function writePair(files: PairFiles, pair: CertifiedKey): CertifiedKey {
  writePrivateFile(files.key, pair.key);
  writePrivateFile(files.certificate, pair.certificate);
  return pair;
}
