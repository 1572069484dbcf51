import { createInformer, systemClock } from '@flotilla/controller';
import { createJobController } from '@flotilla/job-controller';
import type { CronJob, CronJobSpec, Job, JobSpec } from '@flotilla/kinds/batch/v1';
import type { Pod } from '@flotilla/kinds/core/v1';
import { formatTime, isStatus } from '@flotilla/machinery';
import { resourceType } from '@flotilla/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Events, Namespaces, namespace, Pods } from './objects.ts';
import { startWorld, type World } from './world.ts';

const Jobs = resourceType<Job>('batch/v1', 'Job');
const CronJobs = resourceType<CronJob>('batch/v1', 'CronJob');

let world: World;
let pods: Awaited<ReturnType<typeof startEndingPods>>;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  pods = await startEndingPods(world);
  stop = await startService();
});

afterAll(async () => {
  await stop?.();
  pods?.stop();
  await world?.stop();
});

async function startService(): Promise<() => Promise<void>> {
  const { deps } = await world.process('job-controller');
  const service = createJobController({ ...deps, store: world.redis.connection });
  await service.start();
  return () => service.stop();
}

/** Long ago, so that nothing waits after it. */
const LONG_AGO = formatTime(Date.UTC(2026, 0, 1));

/** Stands in for the nodes: Pods end at once, as their label says, and those that are deleted go. */
async function startEndingPods({ process, client }: World) {
  const { registry, log } = await process();
  const informer = createInformer({ registry, clock: systemClock, log: log.logger }, Pods, {
    project: (pod): Pod => pod,
  });
  const named = ({ namespace = '', name = '' }: Pod['metadata'] = {}) => ({ namespace, name });
  const ifGone = (error: unknown): void => {
    if (!isStatus(error, 'NotFound', 'Conflict')) throw error;
  };
  const end = ({ metadata }: Pod, phase: string): Promise<unknown> =>
    client.updateStatus(Pods, named(metadata), (pod) => {
      const terminated = { exitCode: phase === 'Failed' ? 3 : 0, finishedAt: LONG_AGO };
      const [container] = pod.spec?.containers ?? [];
      const main = { name: container?.name ?? '', image: '', imageID: '', ready: false, restartCount: 0 };
      pod.status = { ...pod.status, phase, containerStatuses: [{ ...main, state: { terminated } }] };
    });
  const look = (pod: Pod | undefined): void => {
    const ends = pod?.metadata?.labels?.ends ?? '';
    if (pod?.metadata?.deletionTimestamp !== undefined && !pod.metadata.finalizers?.length) {
      const preconditions = { uid: pod.metadata.uid ?? '' };
      void client.delete(Pods, named(pod.metadata), { gracePeriodSeconds: 0, preconditions }).catch(ifGone);
    } else if (pod?.status?.phase === 'Pending' && ends !== '') void end(pod, ends).catch(ifGone);
  };
  const made: string[] = [];
  informer.listen(({ before, after }) => {
    if (before === undefined && after !== undefined) made.push(after.metadata?.labels?.['job-name'] ?? '');
    look(after);
  });
  await informer.start();
  return {
    /** How many Pods the Job was ever given. */
    madeFor: (job: string) => made.filter((name) => name === job).length,
    of: (job: string) =>
      Array.from(informer.list('default'), ([, pod]) => pod).filter(
        ({ metadata }) => metadata?.labels?.['job-name'] === job,
      ),
    stop: () => informer.stop(),
  };
}

const template = (ends: string) => ({
  metadata: { labels: { ends } },
  spec: { containers: [{ name: 'main', image: 'example.org/app:1' }], restartPolicy: 'Never' },
});

const create = (name: string, ends: string, spec: Partial<JobSpec> = {}): Promise<Job> =>
  world.client.create(Jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { namespace: 'default', name },
    spec: { template: template(ends), ...spec },
  });

const has = (job: Job, type: string): boolean =>
  job.status?.conditions?.some((each) => each.type === type && each.status === 'True') ?? false;

const reached = (name: string, type: string): Promise<Job> =>
  world.until(Jobs, `default/${name}`, (job) => has(job, type));

const change = (name: string, spec: Partial<JobSpec>): Promise<Job> =>
  world.client.update(Jobs, { namespace: 'default', name }, (job) => Object.assign(job.spec ?? {}, spec));

test('it runs as many Pods as it asks for, counts each once, and says that it is complete', async () => {
  await create('sum', 'Succeeded', { completions: 7, parallelism: 3 });
  const { status } = await reached('sum', 'Complete');
  expect(status).toMatchObject({ succeeded: 7, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
  expect(status?.completionTime).toBeDefined();
  expect(pods.madeFor('sum')).toBe(7);
  expect(pods.of('sum').flatMap(({ metadata }) => metadata?.finalizers ?? [])).toEqual([]);
  await world.untilAny(Events, ({ reason, involvedObject }) => reason === 'Completed' && involvedObject.name === 'sum');
});

test('it is tried again until its limit, and then it has failed', async () => {
  await create('bad', 'Failed', { backoffLimit: 2 });
  const { status } = await reached('bad', 'Failed');
  expect(status).toMatchObject({ failed: 3 });
  expect(status?.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
    'FailureTarget BackoffLimitExceeded',
    'Failed BackoffLimitExceeded',
  ]);
  expect(pods.madeFor('bad')).toBe(3);
});

test('each index has a Pod that knows it', async () => {
  await create('indexed', 'Succeeded', { completions: 3, parallelism: 2, completionMode: 'Indexed' });
  const { status } = await reached('indexed', 'Complete');
  expect(status).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
  const known = pods.of('indexed').map(({ metadata, spec }) => ({
    hostname: spec?.hostname,
    label: metadata?.labels?.['batch.kubernetes.io/job-completion-index'],
    variable: spec?.containers[0]?.env?.[0]?.name,
  }));
  expect(known).toHaveLength(3);
  expect(known).toContainEqual({ hostname: 'indexed-1', label: '1', variable: 'JOB_COMPLETION_INDEX' });
});

test('past its deadline what runs is ended, and counts as failed', async () => {
  await create('late', '', { activeDeadlineSeconds: 2, parallelism: 2, completions: 2 });
  const { status } = await reached('late', 'Failed');
  expect(status).toMatchObject({ failed: 2, terminating: 0 });
  expect(status?.conditions?.[0]?.reason).toBe('DeadlineExceeded');
});

test('held back it has no Pods and no time; set free it runs', async () => {
  await create('held', '', { suspend: true });
  await reached('held', 'Suspended');
  expect(pods.madeFor('held')).toBe(0);
  await change('held', { suspend: false });
  await world.until(Jobs, 'default/held', ({ status }) => status?.active === 1);
  await change('held', { suspend: true });
  const { status } = await reached('held', 'Suspended');
  expect(status?.startTime).toBeUndefined();
  expect(status?.failed).toBeUndefined();
});

test('after its time a finished Job is deleted, last of all that it had', async () => {
  await create('brief', 'Succeeded', { ttlSecondsAfterFinished: 1 });
  await reached('brief', 'Complete');
  await world.until(Jobs, 'default/brief', ({ metadata }) => metadata.deletionTimestamp !== undefined);
  const job = await world.client.get(Jobs, { namespace: 'default', name: 'brief' });
  expect(job?.metadata.finalizers).toContain('foregroundDeletion');
});

test('Pods of a Job that is gone are let go', async () => {
  await create('gone', '', { parallelism: 2, completions: 2 });
  await world.until(Jobs, 'default/gone', ({ status }) => status?.active === 2);
  await world.client.delete(Jobs, { namespace: 'default', name: 'gone' }, { propagationPolicy: 'Background' });
  for (const { metadata } of pods.of('gone')) {
    await world.until(Pods, `default/${metadata?.name ?? ''}`, (pod) => (pod.metadata.finalizers ?? []).length === 0);
  }
});

test('a Job of somebody else is left alone', async () => {
  await create('theirs', 'Succeeded', { managedBy: 'example.org/queue' });
  await create('ours', 'Succeeded', { managedBy: 'kubernetes.io/job-controller' });
  await reached('ours', 'Complete');
  expect((await world.client.get(Jobs, { namespace: 'default', name: 'theirs' }))?.status).toBeUndefined();
});

test('when one process ends in the midst of a Job another brings it to its end, with nothing counted twice', async () => {
  await create('handed-over', 'Succeeded', { completions: 40, parallelism: 5 });
  await world.until(Jobs, 'default/handed-over', ({ status }) => (status?.succeeded ?? 0) > 3);
  await stop();
  stop = await startService();
  const { status } = await reached('handed-over', 'Complete');
  expect(status?.succeeded).toBe(40);
  expect(pods.madeFor('handed-over')).toBe(40);
});

const schedule = (name: string, ends: string, spec: Partial<CronJobSpec> = {}): Promise<CronJob> =>
  world.client.create(CronJobs, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { namespace: 'default', name },
    spec: { schedule: '@every 1s', jobTemplate: { spec: { template: template(ends) } }, ...spec },
  });

test('a Job is started when it is due, and its success told', async () => {
  await schedule('tick', 'Succeeded');
  const started = await world.until(CronJobs, 'default/tick', ({ status }) => Boolean(status?.lastScheduleTime));
  const minute = Math.floor(Date.parse(started.status?.lastScheduleTime ?? '') / 60_000);
  const job = await reached(`tick-${minute}`, 'Complete');
  expect(job.metadata.ownerReferences).toMatchObject([{ kind: 'CronJob', name: 'tick', controller: true }]);
  await world.until(CronJobs, 'default/tick', ({ status }) => Boolean(status?.lastSuccessfulTime) && !status?.active);
  await world.untilAny(
    Events,
    ({ reason, involvedObject }) => reason === 'SawCompletedJob' && involvedObject.name === 'tick',
  );
  await world.client.delete(CronJobs, { namespace: 'default', name: 'tick' });
});

test('no more ended Jobs are kept than is asked for', async () => {
  await schedule('short', 'Succeeded', { successfulJobsHistoryLimit: 0 });
  const { status } = await world.until(CronJobs, 'default/short', (each) => Boolean(each.status?.lastScheduleTime));
  await world.client.update(CronJobs, { namespace: 'default', name: 'short' }, ({ spec }) => {
    spec.suspend = true;
  });
  const minute = Math.floor(Date.parse(status?.lastScheduleTime ?? '') / 60_000);
  await world.untilGone(Jobs, `default/short-${minute}`);
});

test('a schedule that no day fits is told of', async () => {
  await schedule('never', 'Succeeded', { schedule: '0 0 31 2 *' });
  const event = await world.untilAny(Events, ({ involvedObject }) => involvedObject.name === 'never');
  expect(event).toMatchObject({ reason: 'InvalidSchedule', type: 'Warning' });
});
