export type { StoreAddress, StoreConnection } from './connection/connection.ts';
export type { StoreOptions } from './create-store.ts';
export { createStore } from './create-store.ts';
export type { Refusal } from './errors.ts';
export { CommitRefused, StoreError } from './errors.ts';
export type { OutboxEntry } from './outbox/entry.ts';
export type { EntryMeta } from './outbox/meta.ts';
export type { NextEpoch, Outbox, OutboxOptions, OutboxState } from './outbox/outbox.ts';
export { connectOutbox } from './outbox/outbox.ts';
export type { Keep } from './outbox/trim.ts';
export type { RedisServerOptions } from './server-config.ts';
export { redisServerConfig } from './server-config.ts';
export type {
  Body,
  Commit,
  CommitMeta,
  DeleteWrite,
  Epoch,
  Guard,
  Page,
  PutWrite,
  Store,
  StoredObject,
  Write,
} from './store.ts';
