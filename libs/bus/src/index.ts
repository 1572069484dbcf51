export type { Flow } from './bulk/flow.ts';
export { FlowBroken } from './bulk/flow.ts';
export type { NodeStream, ServeStreamsDeps, StreamSession, StreamVerb } from './bulk/node-stream.ts';
export { openNodeStream, StreamRefused, serveNodeStreams } from './bulk/node-stream.ts';
export type { IncomingFlow } from './bulk/receive-flow.ts';
export { receiveFlow } from './bulk/receive-flow.ts';
export { sendFlow } from './bulk/send-flow.ts';
export type { Bus, Message, Subscription } from './bus.ts';
export type { Change, ChangeStream, ReadOptions } from './change.ts';
export { StreamGone, TooOld } from './change.ts';
export { connectBus } from './connect-bus.ts';
export type { BusConnection } from './connection/connection.ts';
export type { Authority, SignedKey } from './credentials/authority.ts';
export { createAuthority } from './credentials/authority.ts';
export type { Credentials } from './credentials/mint.ts';
export { createUserKey, mintJoinToken, mintNode, mintService, signNode } from './credentials/mint.ts';
export type { Service } from './credentials/permissions.ts';
export { serviceNames } from './credentials/permissions.ts';
export type { NatsServerOptions } from './credentials/server-config.ts';
export { natsServerConfig } from './credentials/server-config.ts';
export { BusUnavailable, NoAnswer } from './errors.ts';
export type { StoredEvent } from './events/event.ts';
export type { EventLog, StreamLimits } from './events/event-log.ts';
export { connectEventLog } from './events/event-log.ts';
export type { EventPublisher, PublisherOptions } from './events/publisher.ts';
export { PublisherEnded } from './events/publisher.ts';
export type { StreamState } from './events/stream-state.ts';
export type { LogsAnswer, LogsMessage } from './node-protocol/logs.ts';
export type {
  BeatMessage,
  MailboxContent,
  MailboxMessage,
  MailedObject,
  SyncAnswer,
  SyncMessage,
} from './node-protocol/mailbox.ts';
export type {
  LoadedMessage,
  NetworkContent,
  NetworkEndpoint,
  NetworkEndpointSlice,
  NetworkMessage,
  NetworkNode,
  NetworkProtocol,
  NetworkService,
  NetworkServicePort,
  NetworkSyncAnswer,
  NetworkSyncMessage,
} from './node-protocol/network.ts';
export type {
  GatewayAnswer,
  GoneMessage,
  JoinAnswer,
  JoinMessage,
  NodeEventMessage,
  PodName,
  RegisterMessage,
  ReportMessage,
  VolumeGoneMessage,
} from './node-protocol/reports.ts';
export { sayLoaded } from './node-protocol/say-loaded.ts';
export type { EndpointReader, NodeHandlers } from './node-protocol/serve-nodes.ts';
export { serveNodes } from './node-protocol/serve-nodes.ts';
export type { Frame } from './node-protocol/stream-frames.ts';
export { frameChannel, framesOf, readFrame } from './node-protocol/stream-frames.ts';
export type { AttachMessage, CommandResult, DialMessage, ExecMessage } from './node-protocol/streams.ts';
export {
  bulkSubject,
  joinSubject,
  loadedSubject,
  nameOf,
  networkTopic,
  nodeSubject,
  nodesSubject,
  spansSubject,
  tokenOf,
} from './subjects.ts';
