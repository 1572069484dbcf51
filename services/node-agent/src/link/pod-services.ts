import type { PodRuntime } from '../runtime/runtime.ts';
import { NoSuchContainer } from './errors.ts';
import type { NodeServices } from './node-link.ts';

/** What the control plane may ask of the Pods that a runtime has, by their containers' names. */
export function podServices(runtime: PodRuntime): NodeServices {
  const runningId = (podUid: string, container: string): string => {
    const runs = runtime.pod(podUid)?.runs ?? [];
    const running = runs.find((run) => run.container === container && run.state.is === 'running');
    if (running === undefined) throw new NoSuchContainer(`container not found (${JSON.stringify(container)})`);
    return running.id;
  };
  return {
    containerLogs: runtime.logs,
    commands: {
      exec: async ({ podUid, container, command, tty, stdin }, signal) =>
        runtime.exec({ runId: runningId(podUid, container), command, tty, stdin }, signal),
      attach: async ({ podUid, container, stdin }, signal) =>
        runtime.attach({ runId: runningId(podUid, container), stdin }, signal),
    },
    dial: (request) => runtime.dial(request),
  };
}
