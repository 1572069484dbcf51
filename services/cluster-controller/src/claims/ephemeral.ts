import { type Controller, controller, done, type EventRecorder } from '@flotilla/controller';
import type { PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { isStatus, parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { PersistentVolumeClaims } from '../objects/kinds.ts';
import type { ClaimTemplate, PodView } from '../objects/projections.ts';

/**
 * Makes the claims of Pods whose volumes bring a template for one; the Pod owns them, so that they go with it. Source:
 * Kubernetes documentation, "Ephemeral Volumes", generic ephemeral volumes.
 */
export function ephemeralVolumeController(
  { client, events }: { readonly client: Client; readonly events: EventRecorder },
  { pods, claims }: Informers,
): Controller {
  return controller('ephemeral-volume')
    .for(pods)
    .watches(claims, ({ path, after }) =>
      after === undefined ? pods.under('claim', path).map(({ namespace, name }) => `${namespace}/${name}`) : [],
    )
    .reconciles(async (path) => {
      const pod = pods.get(path);
      if (pod === undefined || pod.isTerminating || pod.isFinished) return done;
      for (const template of pod.claimTemplates) {
        const present = claims.get(`${pod.namespace}/${template.name}`) ?? (await create(client, pod, template));
        if (present === undefined || isOf(present, pod)) continue;
        const message = `PVC ${path.replace(/[^/]*$/, template.name)} was not created for pod ${path} (pod is not owner)`;
        const regarding = { apiVersion: 'v1', kind: 'Pod', ...parsePath(path), uid: pod.uid };
        events.record(regarding, { type: 'Warning', reason: 'FailedMount', message });
      }
      return done;
    });
}

/** Undefined where it could not be made for a reason that will be heard of: the namespace is going. */
async function create(
  client: Client,
  pod: PodView,
  template: ClaimTemplate,
): Promise<PersistentVolumeClaim | undefined> {
  const { namespace } = pod;
  const { name, labels, annotations, spec } = template;
  const owner = { apiVersion: 'v1', kind: 'Pod', name: pod.name, uid: pod.uid };
  try {
    return await client.create(PersistentVolumeClaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        namespace,
        name,
        ...(labels !== undefined && { labels }),
        ...(annotations !== undefined && { annotations }),
        ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
      },
      spec,
    });
  } catch (error) {
    if (isStatus(error, 'AlreadyExists')) return client.get(PersistentVolumeClaims, { namespace, name });
    if (isStatus(error, 'NotFound', 'Forbidden')) return undefined;
    throw error;
  }
}

function isOf({ metadata }: PersistentVolumeClaim, { uid }: PodView): boolean {
  return metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid) === true;
}
