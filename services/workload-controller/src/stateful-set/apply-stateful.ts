import { isNamespaceTerminating, slowStart } from '@flotilla/controller';
import type { PodTemplateSpec } from '@flotilla/kinds/core/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { Pods } from '../objects/kinds.ts';
import { identityLabels, POD_NAME_LABEL, podName } from './identity.ts';
import type { StatefulPod, StatefulStep } from './plan-stateful-set.ts';
import type { StatefulClaims } from './stateful-claims.ts';
import type { StatefulEvents } from './stateful-events.ts';
import { statefulPod } from './stateful-pod.ts';
import type { StatefulSetView } from './stateful-set-view.ts';

export interface ApplyDeps {
  readonly client: Client;
  readonly claims: StatefulClaims;
  readonly events: StatefulEvents;
}

/** Templates by the name of their revision. */
export type Templates = ReadonlyMap<string, PodTemplateSpec>;

/** Does what a plan says: what fails at once fails once. Throws the first failure, which has been told. */
export async function applyStateful(
  deps: ApplyDeps,
  set: StatefulSetView,
  { steps, templates }: { readonly steps: readonly StatefulStep[]; readonly templates: Templates },
): Promise<void> {
  const left = steps.values();
  await slowStart(steps.length, async () => {
    const { value: step } = left.next();
    if (step?.type === 'create') await create(deps, set, step, templates);
    if (step?.type === 'delete') await remove(deps, set, step.pod);
  });
}

async function create(
  { client, claims, events }: ApplyDeps,
  set: StatefulSetView,
  { ordinal, revision }: StatefulStep & { readonly type: 'create' },
  templates: Templates,
): Promise<void> {
  const name = podName(set.metadata.name ?? '', ordinal);
  const template = templates.get(revision);
  if (template === undefined) throw new Error(`Cannot make Pod ${name}: its revision must be known, got ${revision}`);
  try {
    await claims.make(set, ordinal);
    await client.create(Pods, statefulPod(set, { ordinal, template, revision }));
    events.did(set, 'Create', name);
  } catch (error) {
    if (isNamespaceTerminating(error)) return;
    if (!isStatus(error, 'AlreadyExists')) events.failed(set, 'Create', name, error);
    throw error;
  }
}

/** Only this very Pod: one of its name that came after it stays. */
async function remove({ client, events }: ApplyDeps, set: StatefulSetView, { metadata }: StatefulPod): Promise<void> {
  const { namespace = '', name = '', uid = '' } = metadata;
  try {
    if (await client.delete(Pods, { namespace, name }, { preconditions: { uid } })) events.did(set, 'Delete', name);
  } catch (error) {
    if (isStatus(error, 'Conflict')) return;
    events.failed(set, 'Delete', name, error);
    throw error;
  }
}

/** Gives a Pod that was adopted, or changed by somebody, the labels that it is known by. */
export async function restoreIdentity(
  { client, events }: ApplyDeps,
  set: StatefulSetView,
  { metadata, ordinal }: StatefulPod,
): Promise<void> {
  const { namespace = '', name = '', uid, labels = {} } = metadata;
  if (labels[POD_NAME_LABEL] === name) return;
  try {
    await client.update(Pods, { namespace, name }, (fresh) => {
      if (fresh.metadata.uid !== uid) return;
      fresh.metadata.labels = { ...fresh.metadata.labels, ...identityLabels(name, ordinal) };
    });
    events.did(set, 'Update', name);
  } catch (error) {
    if (isStatus(error, 'NotFound')) return;
    events.failed(set, 'Update', name, error);
    throw error;
  }
}
