export type { Agent, AgentDeps, StopOptions } from './agent.ts';
export { createAgent } from './agent.ts';
export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export type { ContainerLogs, LogOptions, LogRequest } from './link/container-logs.ts';
export { LinkDown, NoSuchContainer, Refused } from './link/errors.ts';
export { exportSpans } from './link/export-spans.ts';
export type { JoinOptions } from './link/join-cluster.ts';
export { joinCluster } from './link/join-cluster.ts';
export type { NatsLinkDeps } from './link/nats-link.ts';
export { createNatsLink } from './link/nats-link.ts';
export type {
  DesiredPod,
  EventReport,
  Mailbox,
  MailboxChange,
  NodeLink,
  NodeRegistration,
  NodeServices,
  PodReference,
  ReportAnswer,
  StatusReport,
} from './link/node-link.ts';
export type { Network } from './network/held-network.ts';
export type { NetworkFeed } from './network/network-feed.ts';
export { createNetworkFeed } from './network/network-feed.ts';
export type { MachineOptions } from './node/machine.ts';
export { machineFacts } from './node/machine.ts';
export type { NodeFacts } from './node/node-facts.ts';
export { nodeLabels, nodeVersion, podsPerNode } from './node/node-facts.ts';
export type { StoredPod } from './pod/stored-pod.ts';
export type { Machine } from './pod/volumes/machine.ts';
export { createMachine } from './pod/volumes/machine.ts';
export type { PodVolumes } from './pod/volumes/pod-volumes.ts';
export { createPodVolumes } from './pod/volumes/pod-volumes.ts';
export type { DockerRuntimeDeps, DockerRuntimeOptions } from './runtime/docker/docker-runtime.ts';
export { createDockerRuntime } from './runtime/docker/docker-runtime.ts';
export { createDockerodeEngine } from './runtime/docker/dockerode-engine.ts';
export type { Engine } from './runtime/docker/engine.ts';
export { demoImage, ensureDemoImage, ensurePauseImage, pauseImage } from './runtime/docker/images/ensure-images.ts';
export { RuntimeError } from './runtime/errors.ts';
export type { ContainerRun, PodRuntime, RuntimeListener, RuntimePod } from './runtime/runtime.ts';
export type { AttachRequest, ExecRequest, ExecSession, OutputChunk, Session, TerminalSize } from './runtime/session.ts';
export { createSimulatedRuntime, simulationAnnotations } from './runtime/simulated/simulated-runtime.ts';
