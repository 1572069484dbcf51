import type { ChangeStream } from './change.ts';

/** One NATS token for any name: node names hold dots. Everything but letters, digits and `-` becomes `_` and its hex. */
export function tokenOf(name: string): string {
  return Buffer.from(name, 'utf8')
    .toString('latin1')
    .replace(/[^A-Za-z0-9-]/g, (character) => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The inverse of {@link tokenOf}. */
export function nameOf(token: string): string {
  const bytes = token.replace(/_([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Where the changes of one resource of one epoch are published; `*` tokens are for readers. */
export const eventSubject = (epoch: number, resource: string): string => `events.${epoch}.${resource}`;
export const everyEventOf = (epoch: number): string => `events.${epoch}.>`;
export const everyEvent = 'events.>';

/** The JetStream stream of an epoch. */
export const streamName = (stream: ChangeStream): string => `EVENTS_${stream.epoch}_${stream.base}`;

/** The inverse of {@link streamName}; undefined for a stream that is none of ours. */
export function parseStreamName(name: string): ChangeStream | undefined {
  const found = /^EVENTS_(\d+)_(\d+)$/.exec(name);
  return found ? { epoch: Number(found[1]), base: Number(found[2]) } : undefined;
}

/** The relay says here that an epoch has begun, as JSON of a {@link ChangeStream}. */
export const epochSubject = 'epoch';

/** A node's mailbox, reports and requests: only that node, its gateway and the API may use it. */
export const nodeSubject = (name: string, verb: string): string => `node.${tokenOf(name)}.${verb}`;
export const everyNodeSubject = 'node.*.*';
/** What nodes say with one verb. */
export const everyNodeVerb = (verb: string): string => `node.*.${verb}`;

/** What every node may read. */
export const nodesSubject = (topic: string): string => `nodes.${topic}`;
export const everyNodesSubject = 'nodes.>';

/** Bulk data of one exec, log or port-forward between the API and a node; `part` says which of its flows. */
export const bulkSubject = (node: string, id: string, part: string): string =>
  `stream.${tokenOf(node)}.${tokenOf(id)}.${part}`;
export const everyBulkSubjectOf = (node: string): string => `stream.${tokenOf(node)}.>`;
export const everyBulkSubject = 'stream.>';

/** What every node is told of Services, their endpoints and other nodes. */
export const networkTopic = 'network';

/** Where a reader of endpoints that is no node says what it has loaded. */
export const loadedSubject = (reader: string): string => `loaded.${tokenOf(reader)}`;
export const everyLoadedSubject = 'loaded.*';

/** Where a join token asks for a node's credentials. */
export const joinSubject = 'join.request';

/** Where nodes hand their spans to the gateway. */
export const spansSubject = 'telemetry.spans';

/** Where replies to one identity arrive: nobody else may subscribe there. */
export const serviceInbox = (service: string): string => `_INBOX.service.${tokenOf(service)}`;
export const nodeInbox = (name: string): string => `_INBOX.node.${tokenOf(name)}`;
export const everyNodeInbox = '_INBOX.node.>';
export const everyJoinInbox = '_INBOX.join.>';
export const joinInbox = (id: string): string => `_INBOX.join.${tokenOf(id)}`;
