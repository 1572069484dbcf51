import { createDockerSubject } from '../../testing/docker-subject.ts';
import { describePodRuntime } from '../contract.ts';

describePodRuntime('docker', async () => {
  const subject = await createDockerSubject();
  const runtime = subject.createRuntime();
  await runtime.start();
  await runtime.setPodRange(subject.range);
  const close = async () => {
    await runtime.close();
    await subject.close();
  };
  return { runtime, range: subject.range, close };
});
