import type { NodeEventMessage } from '@flotilla/bus';
import type { Clock } from '@flotilla/controller';
import { createControllerClient, createEventRecorder, type EventRecorder } from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import type { Registry } from '@flotilla/registry';
import type { Guard } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';

export interface NodeEventsDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  guards(): readonly Guard[];
}

/** Records what one node tells as the kubelet's Events are: with the node as their host. */
export function createNodeRecorder({ registry, guards, ...deps }: NodeEventsDeps, node: string): EventRecorder {
  const client = createControllerClient(registry, { name: userOf(node), fieldManager: 'kubelet', guards });
  return createEventRecorder({ ...deps, client }, { component: 'kubelet', host: node });
}

export function recordNodeEvent(recorder: EventRecorder, message: NodeEventMessage): void {
  const { pod, fieldPath, type, reason, message: text } = message;
  const { namespace, name, uid } = pod;
  const regarding = { kind: 'Pod', apiVersion: 'v1', namespace, name, uid };
  recorder.record(fieldPath === undefined ? regarding : { ...regarding, fieldPath }, { type, reason, message: text });
}

function userOf(node: string): string {
  return `system:node:${node}`;
}
