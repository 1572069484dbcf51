import { createRecordingLogger } from '@flotilla/process/testing';
import { type Agent, createAgent } from '../agent.ts';
import { systemClock } from '../clock.ts';
import { machineFacts } from '../node/machine.ts';
import { createPerformAction } from '../pod/actions/perform.ts';
import { createMachine } from '../pod/volumes/machine.ts';
import { createPodVolumes } from '../pod/volumes/pod-volumes.ts';
import type { PodRuntime } from '../runtime/runtime.ts';
import { createDockerSubject, type DockerSubject } from './docker-subject.ts';
import { createMemoryLink, type MemoryLink } from './memory-link.ts';

/** A node on the machine's Docker, told what to do by the test. */
export interface DockerNode {
  readonly subject: DockerSubject;
  readonly link: MemoryLink;
  readonly runtime: PodRuntime;
  readonly agent: Agent;
}

/** Parts that are given stand for those of an agent that was there before. */
export async function startDockerNode(before: Partial<DockerNode> = {}): Promise<DockerNode> {
  const subject = before.subject ?? (await createDockerSubject());
  const link = before.link ?? createMemoryLink();
  const runtime = subject.createRuntime();
  const facts = await machineFacts({
    name: 'test',
    address: '192.0.2.1',
    dataFolder: subject.dataFolder,
    runtimeVersion: 'docker://test',
  });
  const { logger } = createRecordingLogger();
  const volumes = createPodVolumes(createMachine(), subject);
  const agent = createAgent({
    runtime,
    link,
    clock: systemClock,
    logger,
    facts,
    volumes,
    perform: createPerformAction(runtime),
  });
  await agent.start();
  link.assignRange(subject.range);
  return { subject, link, runtime, agent };
}

export async function stopDockerNode({ agent, subject }: DockerNode): Promise<void> {
  await agent.stop({ pods: 'remove' });
  await subject.close();
}
