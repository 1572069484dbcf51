import { type Controller, controller, done } from '@flotilla/controller';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { type Informers, servicePathsOf } from '../objects/informers.ts';
import { HEADLESS, MANAGED_BY, SERVICE_NAME, TRIGGER_TIME } from '../objects/kinds.ts';
import { triggerTime } from '../objects/pod-endpoint.ts';
import { type PodView, type ServiceView, selectsPods } from '../objects/projections.ts';
import { selectedPods, servicesOfNode, servicesOfPod } from '../objects/selected-pods.ts';
import { applySlices } from './apply-slices.ts';
import { planEndpoints } from './plan-endpoints.ts';
import { planSlices, type SliceStamp } from './plan-slices.ts';

export const SLICE_CONTROLLER = 'endpointslice-controller.k8s.io';

/** Keeps the slices of each Service that selects Pods. Its slices go with it, by their owner reference. */
export function endpointSliceController(client: Client, informers: Informers): Controller {
  const { services, pods, nodes, slices } = informers;
  const ofController = (slice: EndpointSlice): boolean => slice.metadata.labels?.[MANAGED_BY] === SLICE_CONTROLLER;
  return controller('endpoint-slice')
    .for(services)
    .watches(pods, (change) => servicesOfPod(informers, change))
    .watches(nodes, (change) => servicesOfNode(informers, change))
    .watches(slices, ({ before, after }) => [before, after].flatMap((slice) => (slice ? servicePathsOf(slice) : [])))
    .reconciles(async (path) => {
      const service = services.get(path);
      if (!selectsPods(service) || service.isTerminating) return done;
      const selected = selectedPods(informers, service);
      const stamp = stampOf(service, selected);
      const present = slices.under('service', path).filter(ofController);
      const groups = planEndpoints(service, selected, (node) => nodes.get(node)?.zone);
      const steps = planSlices({
        groups,
        present: present.filter((slice) => isOwned(slice, service)),
        stamp,
        keepsEmpty: true,
      });
      const strangers = present.filter((slice) => !isOwned(slice, service));
      const deletions = strangers.map(({ metadata }) => ({ type: 'delete', name: metadata.name ?? '' }) as const);
      try {
        await applySlices(client, ownerOf(service), stamp, [...steps, ...deletions]);
      } catch (error) {
        // The namespace is going, or a slice has gone: the caches will say so.
        if (!isStatus(error, 'Forbidden', 'NotFound')) throw error;
      }
      return done;
    });
}

function stampOf({ name, labels, address }: ServiceView, pods: readonly PodView[]): SliceStamp {
  const { [HEADLESS]: _, ...own } = labels;
  const time = triggerTime(pods);
  return {
    labels: {
      ...own,
      ...(address === undefined ? { [HEADLESS]: '' } : {}),
      [SERVICE_NAME]: name,
      [MANAGED_BY]: SLICE_CONTROLLER,
    },
    annotations: time === '' ? {} : { [TRIGGER_TIME]: time },
  };
}

function ownerOf({ namespace, name, uid }: ServiceView) {
  const reference = { apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true };
  return { namespace, name, reference };
}

/** A Service that has gone may have left slices to one of its name. */
function isOwned({ metadata }: EndpointSlice, { uid }: ServiceView): boolean {
  return (metadata.ownerReferences ?? []).some((owner) => owner.kind === 'Service' && owner.uid === uid);
}
