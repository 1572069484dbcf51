import { isDeepStrictEqual } from 'node:util';
import type { PodStatus } from '@flotilla/kinds/core/v1';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import { createLoop, type Loop, type Next } from '../loop.ts';
import type { PodRuntime } from '../runtime/runtime.ts';
import type { PerformAction } from './actions/action.ts';
import { applyStep } from './apply-step.ts';
import { forcedEnd } from './forced-end.ts';
import { isOverwritten, withForeignParts } from './foreign-status.ts';
import type { Happening } from './happening.ts';
import {
  initialMemory,
  type MemoryChange,
  type PodMemory,
  type StartFailure,
  withEntry,
  withHealth,
  withVolumesOutdated,
} from './memory.ts';
import { isEnding, planPod, type Wish } from './plan.ts';
import { probeHappening, waitingHappenings } from './pod-events.ts';
import { isTerminal, podStatus } from './pod-status.ts';
import { probeTargets } from './probes/probe-targets.ts';
import { createProber, type Prober } from './probes/prober.ts';
import type { Refusal } from './refusal.ts';
import type { Step } from './step.ts';
import type { StoredPod } from './stored-pod.ts';
import type { PodVolumes } from './volumes/pod-volumes.ts';
import type { VolumeSources } from './volumes/volume-sources.ts';

export interface WorkerDeps {
  readonly runtime: PodRuntime;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hostAddresses: readonly string[];
  readonly perform: PerformAction;
  readonly volumes: PodVolumes;
  sourcesFor(podAddresses: readonly string[]): VolumeSources;
  tell(pod: StoredPod, happening: Happening): void;
  report(pod: StoredPod, status: PodStatus): void;
  /** Whether somebody may still send new connections to the Pod. */
  isServing(pod: StoredPod): boolean;
  /** Nothing of the Pod is left here. Called once, at the end. */
  gone(pod: StoredPod): void;
}

/**
 * Brings one Pod to where it is wanted and keeps it there. Each turn looks how it stands, says so, plans, and does what
 * is planned; the next comes when something has changed or the plan's time has come.
 */
export class PodWorker {
  readonly #deps: WorkerDeps;
  readonly #loop: Loop;
  #pod: StoredPod;
  #wish: Wish = 'run';
  #memory: PodMemory;
  /** Failures whose cause may be gone, found while a turn was under way. */
  #forgetting: ((failure: StartFailure) => boolean)[] = [];
  /** Learned while a turn was under way. */
  #news: MemoryChange[] = [];
  readonly #prober: Prober;
  readonly #closing = new AbortController();
  readonly #refusal: Refusal | undefined;
  #status: PodStatus;
  #reported: PodStatus | undefined;
  #isGone = false;

  /** A Pod with a refusal never begins. */
  constructor(deps: WorkerDeps, pod: StoredPod, refusal?: Refusal) {
    this.#deps = deps;
    this.#pod = pod;
    this.#refusal = refusal;
    this.#status = pod.status ?? {};
    this.#memory = initialMemory(deps.runtime.pod(pod.metadata.uid));
    const { name, namespace } = pod.metadata;
    this.#loop = createLoop({
      clock: deps.clock,
      turn: (signal) => this.#turn(signal),
      failed: (error) => deps.logger.warn('Pod work failed', { name, namespace, error }),
    });
    const { clock, perform } = deps;
    this.#prober = createProber({
      clock,
      perform,
      random: Math.random,
      judged: ({ runId, kind }, verdict) => this.#learn((memory) => withHealth(memory, runId, { [kind]: verdict })),
      checked: ({ container, kind }, result) => {
        const happening = probeHappening(kind, result);
        if (happening !== undefined) deps.tell(this.#pod, { ...happening, container: container.name });
      },
    });
    this.#loop.poke();
  }

  /** Whether it has what it asks for of the node. */
  get takesRoom(): boolean {
    return !this.#isGone && this.#refusal === undefined && !isTerminal(this.#status);
  }

  update(pod: StoredPod): void {
    if (!isDeepStrictEqual(fieldsInFiles(this.#pod), fieldsInFiles(pod))) this.#news.push(withVolumesOutdated);
    this.#pod = pod;
    this.#status = withForeignParts(this.#status, pod.status);
    if (isOverwritten(this.#status, pod.status)) this.#reported = undefined;
    this.#wake();
  }

  /** The Pod is not wanted here any more, and nobody asks for its status. */
  withdraw(): void {
    this.#wish = 'withdrawn';
    this.#wake();
  }

  /** Something that its plan depends on may have changed. */
  poke(): void {
    this.#loop.poke();
  }

  /** What waits for an image starts at once where the image is there now. */
  async imagesChanged(): Promise<void> {
    for (const failure of this.#memory.failures.values()) {
      if (!failure.reason.includes('Image')) continue;
      const found = await this.#deps.runtime.image(failure.image).catch(() => undefined);
      if (found !== undefined) this.#forget((other) => other.image === failure.image);
    }
  }

  /** What waits for a ConfigMap, Secret or claim is tried at once, and volumes show what is new. */
  configurationChanged(): void {
    this.#news.push(withVolumesOutdated);
    this.#forget(({ reason }) => reason === 'CreateContainerConfigError');
  }

  /** Stops working; what runs goes on running. */
  close(): Promise<void> {
    this.#rest();
    return this.#loop.close();
  }

  /** Ends what goes on beside the turns. */
  #rest(): void {
    this.#prober.close();
    this.#closing.abort();
  }

  #learn(change: MemoryChange): void {
    this.#news.push(change);
    this.#loop.poke();
  }

  #inBackground(task: (signal: AbortSignal) => Promise<MemoryChange>): void {
    const { signal } = this.#closing;
    void task(signal).then((change) => {
      if (!signal.aborted) this.#learn(change);
    });
  }

  /** What is under way in a Pod that is to end, a pull perhaps, is for one that is to run. */
  #wake(): void {
    if (isEnding({ pod: this.#pod, wish: this.#wish })) this.#loop.interrupt();
    else this.#loop.poke();
  }

  #forget(isOver: (failure: StartFailure) => boolean): void {
    this.#forgetting.push(isOver);
    this.#loop.poke();
  }

  async #turn(signal: AbortSignal): Promise<Next> {
    if (this.#isGone) return { goOn: false };
    for (const change of this.#news.splice(0)) this.#memory = change(this.#memory);
    this.#applyForgetting();
    this.#say();
    this.#prober.keep(probeTargets({ pod: this.#pod, wish: this.#wish, observed: this.#observed() }));
    if (isEnding({ pod: this.#pod, wish: this.#wish }) && this.#observed().runtime === undefined) return this.#end();
    const plan = planPod({ pod: this.#pod, wish: this.#wish, observed: this.#observed(), now: this.#deps.clock.now() });
    for (const step of plan.steps) {
      if (!(await this.#apply(step, signal)) || signal.aborted) break;
    }
    if (plan.steps.length > 0) return { goOn: true };
    return { goOn: false, ...(plan.againAt !== undefined && { waitUntil: plan.againAt }) };
  }

  async #end(): Promise<Next> {
    await this.#deps.volumes.remove(this.#pod.metadata.uid);
    this.#isGone = true;
    this.#rest();
    this.#deps.gone(this.#pod);
    return { goOn: false };
  }

  #observed() {
    const { runtime, isServing } = this.#deps;
    return {
      runtime: runtime.pod(this.#pod.metadata.uid),
      memory: this.#memory,
      previous: this.#status,
      isServing: isServing(this.#pod),
      ...(this.#refusal && { refusal: this.#refusal }),
    };
  }

  #applyForgetting(): void {
    const isOver = this.#forgetting.splice(0);
    for (const [container, failure] of this.#memory.failures) {
      if (!isOver.some((matches) => matches(failure))) continue;
      this.#memory = { ...this.#memory, failures: withEntry(this.#memory.failures, container, undefined) };
    }
  }

  /** Reports how the Pod stands, where that is news. */
  #say(): void {
    const { hostAddresses, clock, tell, report } = this.#deps;
    const pod = this.#pod;
    const before = this.#status;
    const observed = this.#observed();
    this.#status = podStatus({ pod, wish: this.#wish, observed, hostAddresses, now: clock.now() });
    for (const happening of waitingHappenings(pod, before, this.#status)) tell(pod, happening);
    const forced = before.phase === this.#status.phase ? undefined : forcedEnd(pod, observed, clock.now());
    if (forced !== undefined && forced.status.reason === this.#status.reason) tell(pod, forced.happening);
    if (this.#wish === 'withdrawn' || isDeepStrictEqual(this.#reported, this.#status)) return;
    this.#reported = this.#status;
    report(pod, this.#status);
  }

  /** Answers whether the steps after this one still make sense. */
  async #apply(step: Step, signal: AbortSignal): Promise<boolean> {
    const { runtime, volumes, clock, perform, sourcesFor, tell } = this.#deps;
    const pod = this.#pod;
    const observed = this.#observed();
    const deps = {
      runtime,
      volumes,
      sources: sourcesFor(observed.runtime?.sandbox?.addresses ?? []),
      now: () => clock.now(),
      tell: (happening: Happening) => tell(pod, happening),
      hooks: { clock, perform },
      inBackground: (task: (signal: AbortSignal) => Promise<MemoryChange>) => this.#inBackground(task),
    };
    const { memory, goOn } = await applyStep(deps, step, { pod, observed, signal });
    this.#memory = memory;
    return goOn;
  }
}

/** Of a living Pod, all that can change of what its files show. */
function fieldsInFiles({ metadata, spec }: StoredPod) {
  const resources = [...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.resources);
  return { labels: metadata.labels, annotations: metadata.annotations, resources };
}
