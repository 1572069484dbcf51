import type { Container, PodStatus, Probe } from '@flotilla/kinds/core/v1';
import { createDice, type Dice } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { simulationAnnotations } from '../runtime/simulated/simulated-runtime.ts';
import { samplePod } from '../testing/sample-pod.ts';
import { type SimulatedNode, startSimulatedNode } from '../testing/simulated-node.ts';
import { failure, type PerformAction, success } from './actions/action.ts';
import type { Phase } from './phase.ts';
import { assertMove } from './phase.ts';
import type { StoredPod } from './stored-pod.ts';

function randomContainer(name: string, dice: Dice): Container {
  const probe = (kind: string): Probe => ({
    exec: { command: [kind] },
    periodSeconds: 1 + dice(10),
    initialDelaySeconds: dice(10),
    failureThreshold: 1 + dice(3),
  });
  const hook = () => (dice(2) === 0 ? { sleep: { seconds: dice(40) } } : { exec: { command: [name] } });
  return {
    name,
    image: 'image:1',
    ...(dice(3) === 0 && { startupProbe: probe('startup') }),
    ...(dice(3) === 0 && { livenessProbe: probe('liveness') }),
    ...(dice(3) === 0 && { readinessProbe: probe('readiness') }),
    lifecycle: { ...(dice(4) === 0 && { postStart: hook() }), ...(dice(4) === 0 && { preStop: hook() }) },
  };
}

/** Something that answers as the dice fall, until it is told to be well. */
function createPatient(dice: Dice) {
  const patient = { isWell: false, asked: 0, passed: new Set<string>() };
  const perform: PerformAction = async ({ exec }, { runId }) => {
    patient.asked += 1;
    const isGood = patient.isWell || dice(3) > 0;
    if (isGood && exec?.command?.[0] === 'readiness') patient.passed.add(runId);
    return isGood ? success : failure('bad');
  };
  return { patient, perform };
}

function randomPod(dice: Dice): StoredPod {
  const restartPolicy = ['Always', 'OnFailure', 'Never'][dice(3)] ?? 'Always';
  const containers = Array.from({ length: 1 + dice(2) }, (_, index) => randomContainer(`main-${index}`, dice));
  const initContainers = dice(3) === 0 ? [{ name: 'init', image: 'image:1' }] : [];
  const annotations = {
    [simulationAnnotations.runSeconds]: String(dice(40)),
    [simulationAnnotations.exitCode]: String(dice(2)),
  };
  return samplePod({ containers, spec: { restartPolicy, initContainers }, ...(dice(4) > 0 && { annotations }) });
}

/** One thing that may befall a node between two moments. */
async function befall(node: SimulatedNode, uid: string, dice: Dice): Promise<SimulatedNode> {
  const { runtime, link, clock } = node;
  const run = runtime.pod(uid)?.runs[0];
  switch (dice(7)) {
    case 0:
      if (run) await runtime.signal(run.id, 'kill');
      return node;
    case 1:
      if (run) await runtime.removeRun(run.id);
      return node;
    case 2:
      await runtime.removeSandbox(uid);
      return node;
    case 3:
      link.setConnected(false);
      return node;
    case 4:
      link.setConnected(true);
      return node;
    case 5:
      await node.agent.stop({ pods: 'keep' });
      return startSimulatedNode(node);
    default:
      await clock.advance(1_000 * (1 + dice(120)));
      return node;
  }
}

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

test.each(seeds)(
  'whatever befalls a Pod, its phase moves as it may and no container runs twice at once (seed %d)',
  async (seed) => {
    const dice = createDice(seed);
    const { patient, perform } = createPatient(dice);
    let node = await startSimulatedNode({ perform });
    const pod = randomPod(dice);
    const { uid } = pod.metadata;
    let doubled = false;
    node.runtime.listen({
      podChanged: () => {
        const running = node.runtime.pod(uid)?.runs.filter(({ state }) => state.is === 'running') ?? [];
        doubled ||= new Set(running.map(({ container }) => container)).size < running.length;
      },
      imagesChanged: () => {},
    });
    node.link.put(pod);
    for (let moment = 0; moment < 25; moment++) node = await befall(node, uid, dice);
    node.link.setConnected(true);
    patient.isWell = true;
    await node.clock.advance(700_000);

    expect(doubled).toBe(false);
    const phases = node.link.history.map(({ status }) => status.phase as Phase);
    phases.reduce((before, after) => {
      assertMove(pod, before, after);
      return after;
    }, 'Pending');
    expectTruth(node, pod);
    for (const { status } of node.link.history) expectHealth(pod, status, patient.passed);

    node.link.deletePod(uid, 30);
    await node.clock.advance(60_000);
    expect(node.runtime.pods()).toEqual([]);
    expect(node.link.gone).toContain(uid);
    const { asked } = patient;
    await node.clock.advance(60_000);
    expect(patient.asked).toBe(asked);
  },
);

/** What is said of the Pod at rest is what the runtime has, and what its policy wants. */
function expectTruth({ link, runtime }: SimulatedNode, pod: StoredPod): void {
  const status = link.statuses.get(pod.metadata.uid);
  const runs = runtime.pod(pod.metadata.uid)?.runs ?? [];
  const running = new Set(runs.flatMap(({ container, state }) => (state.is === 'running' ? container : [])));
  const saidToRun = status?.containerStatuses?.flatMap(({ name, state }) => (state?.running ? name : [])) ?? [];
  const mains = pod.spec.containers.map(({ name }) => name);
  const held = new Set(pod.spec.containers.flatMap(({ name, lifecycle }) => (lifecycle?.postStart ? name : [])));
  // What runs its postStart hook just now is not said to run.
  const certain = (names: readonly string[]) => names.filter((name) => running.has(name) && !held.has(name)).toSorted();
  expect(certain(saidToRun)).toEqual(certain(mains));
  expect(saidToRun.filter((name) => !running.has(name))).toEqual([]);
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') expect(running.size).toBe(0);
  if (pod.spec.restartPolicy === 'Never') expect(runs.every(({ attempt }) => attempt === 0)).toBe(true);
}

/** Only what runs is ready, and of what is asked only what has said so. */
function expectHealth({ spec }: StoredPod, { containerStatuses = [] }: PodStatus, passed: ReadonlySet<string>): void {
  for (const { name, ready, started, state, containerID = '' } of containerStatuses) {
    if (!ready) continue;
    expect({ started, runs: state?.running !== undefined }).toEqual({ started: true, runs: true });
    const probe = spec.containers.find((container) => container.name === name)?.readinessProbe;
    if (probe !== undefined) expect(passed).toContain(containerID);
  }
}
