import { expect, test } from 'vitest';
import { createManualClock } from '../../testing/manual-clock.ts';
import { samplePod } from '../../testing/sample-pod.ts';
import { describePodRuntime } from '../contract.ts';
import { createSimulatedRuntime, simulationAnnotations } from './simulated-runtime.ts';

const range = '10.128.3.0/24';

describePodRuntime('simulated', async () => {
  const runtime = createSimulatedRuntime({ clock: createManualClock() });
  await runtime.start();
  await runtime.setPodRange(range);
  return { runtime, range, close: () => runtime.close() };
});

test('a Pod may ask for its containers to end by themselves', async () => {
  const clock = createManualClock();
  const runtime = createSimulatedRuntime({ clock });
  await runtime.setPodRange(range);
  const annotations = { [simulationAnnotations.runSeconds]: '5', [simulationAnnotations.exitCode]: '3' };
  const pod = samplePod({ annotations });
  await runtime.createSandbox({ pod, attempt: 0 });
  for (const container of pod.spec.containers) await runtime.run({ pod, container, attempt: 0, environment: [] });
  await clock.advance(4_999);
  expect(runtime.pod(pod.metadata.uid)?.runs[0]?.state.is).toBe('running');
  await clock.advance(1);
  expect(runtime.pod(pod.metadata.uid)?.runs[0]?.state).toMatchObject({ is: 'exited', exitCode: 3, reason: 'Error' });
});
