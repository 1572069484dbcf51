import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { DataFolder } from './data-folder.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** What is decided at the first start with a data folder, and stays. */
export interface ClusterRecord {
  /** A UUID. */
  readonly id: string;
  readonly nodeName: string;
  readonly redisPassword: string;
  readonly apiPort: number;
  readonly natsPort: number;
  /** CIDR that every node's Pod range is cut from. */
  readonly podRange: string;
  /** CIDR of Services' addresses. */
  readonly serviceRange: string;
  /** Absent while nothing serves Ingresses. */
  readonly proxy?: ProxyPorts;
}

/** Where the reverse proxy listens: for requests on all addresses, for its API on this machine only. */
export interface ProxyPorts {
  readonly http: number;
  readonly https: number;
  readonly api: number;
}

export function readRecord(folder: DataFolder): ClusterRecord | undefined {
  return readJsonFile<ClusterRecord>(folder.recordFile);
}

export function writeRecord(folder: DataFolder, record: ClusterRecord): void {
  writeJsonFile(folder.recordFile, record);
}

type Chosen = 'apiPort' | 'natsPort' | 'podRange' | 'serviceRange' | 'proxy';

export function newRecord(chosen: Pick<ClusterRecord, Chosen>): ClusterRecord {
  return {
    id: randomUUID(),
    nodeName: nodeNameOf(hostname()),
    redisPassword: randomBytes(24).toString('base64url'),
    ...chosen,
  };
}

/** A Node's name is a DNS subdomain (RFC 1123), which a hostname need not be. */
export function nodeNameOf(host: string): string {
  const name = host.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
  const trimmed = name
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/\.[.-]*/g, '.')
    .slice(0, 63);
  return trimmed === '' ? 'node' : trimmed;
}
