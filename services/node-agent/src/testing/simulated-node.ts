import { createRecordingLogger } from '@flotilla/process/testing';
import { type Agent, createAgent } from '../agent.ts';
import { type NodeFacts, nodeLabels, nodeVersion } from '../node/node-facts.ts';
import type { PerformAction } from '../pod/actions/action.ts';
import { pretendToPerform } from '../pod/actions/perform.ts';
import type { PodRuntime } from '../runtime/runtime.ts';
import { createSimulatedRuntime } from '../runtime/simulated/simulated-runtime.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryLink, type MemoryLink } from './memory-link.ts';

/** A node of a test, with nothing real in it. */
export interface SimulatedNode {
  readonly clock: ManualClock;
  readonly link: MemoryLink;
  readonly runtime: PodRuntime;
  readonly agent: Agent;
  /** What probes and hooks come to. */
  readonly perform: PerformAction;
}

export const sampleFacts: NodeFacts = {
  name: 'node-1',
  addresses: [
    { type: 'InternalIP', address: '192.0.2.1' },
    { type: 'Hostname', address: 'node-1' },
  ],
  annotations: {},
  labels: nodeLabels('node-1', 'amd64'),
  capacity: { cpu: '2', memory: '8Gi', pods: '110' },
  allocatable: { cpu: '2', memory: '7Gi', pods: '110' },
  info: {
    machineID: '',
    systemUUID: '',
    bootID: 'boot',
    kernelVersion: '6.1',
    osImage: 'Test',
    containerRuntimeVersion: 'simulated://1',
    kubeletVersion: nodeVersion,
    kubeProxyVersion: '',
    operatingSystem: 'linux',
    architecture: 'amd64',
  },
};

/** Parts that are given stand for those of an agent that was there before. */
export async function startSimulatedNode(before: Partial<SimulatedNode> = {}): Promise<SimulatedNode> {
  const clock = before.clock ?? createManualClock();
  const link = before.link ?? createMemoryLink();
  const runtime = before.runtime ?? createSimulatedRuntime({ clock });
  const { perform = pretendToPerform } = before;
  const { logger } = createRecordingLogger();
  const agent = createAgent({ runtime, link, clock, logger, facts: sampleFacts, perform });
  await agent.start();
  link.assignRange('10.128.0.0/24');
  await clock.advance(0);
  return { clock, link, runtime, agent, perform };
}
