import type { Pod, PodTemplateSpec } from '@flotilla/kinds/core/v1';
import { isStatus } from '@flotilla/machinery';
import { type Client, resourceType } from '@flotilla/registry';
import type { EventRecorder } from '../events/event-recorder.ts';
import { referenceTo } from '../events/reference.ts';
import type { OwnedPod } from './owned-pod.ts';
import type { Owner } from './owner.ts';
import { podFromTemplate } from './pod-from-template.ts';

/** Makes and deletes Pods for their owners, and tells of it in Events. */
export interface OwnedPods {
  /** A Pod of this template, named by the server. Throws what refuses it, when that has been told. */
  create(owner: Owner, template: PodTemplateSpec): Promise<Pod>;
  /** The same for a Pod that is made already. */
  createPod(owner: Owner, pod: Pod): Promise<Pod>;
  /** Only this very Pod: another one of its name stays. Where it has gone that is as good. */
  delete(owner: Owner, pod: OwnedPod): Promise<void>;
}

const Pods = resourceType<Pod>('v1', 'Pod');

export function createOwnedPods(client: Client, events: EventRecorder): OwnedPods {
  const tell = (owner: Owner, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    events.record(referenceTo(owner.apiVersion, owner.kind, owner.metadata), { type, reason, message });
  const createPod = async (owner: Owner, pod: Pod): Promise<Pod> => {
    try {
      const made = await client.create(Pods, pod);
      tell(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${made.metadata.name ?? ''}`);
      return made;
    } catch (error) {
      if (isStatus(error) && !isNamespaceTerminating(error)) {
        tell(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      }
      throw error;
    }
  };
  return {
    createPod,
    create: (owner, template) => createPod(owner, podFromTemplate(template, owner)),
    async delete(owner, { metadata }) {
      const { namespace = '', name = '', uid = '' } = metadata;
      try {
        if (!(await client.delete(Pods, { namespace, name }, { preconditions: { uid } }))) return;
        tell(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
      } catch (error) {
        if (isStatus(error, 'Conflict')) return;
        if (isStatus(error)) tell(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
        throw error;
      }
    },
  };
}

/** Whether something was refused because its namespace is going away: then there is nothing to do and to tell. */
export function isNamespaceTerminating(error: unknown): boolean {
  if (!isStatus(error)) return false;
  return error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}
