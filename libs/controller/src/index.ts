export type { Controller, ControllerBuilder } from './builder/controller.ts';
export { controller } from './builder/controller.ts';
export type { Reconcile, Result } from './builder/reconciler.ts';
export { done } from './builder/reconciler.ts';
export type { ControllerRuntime, RunningController } from './builder/run-controller.ts';
export type { KeySource } from './builder/source.ts';
export type { ControllerIdentity } from './client/controller-client.ts';
export { createControllerClient } from './client/controller-client.ts';
export type { Clock } from './clock/clock.ts';
export { pause, systemClock } from './clock/clock.ts';
export type { Election, ElectionDeps, ElectionOptions } from './election/election.ts';
export { createElection, ELECTION_TIMES } from './election/election.ts';
export type { ElectionTimes } from './election/plan-election.ts';
export type { Occurrence } from './events/event-key.ts';
export type { EventRecorder, EventRecorderDeps, EventSource } from './events/event-recorder.ts';
export { createEventRecorder } from './events/event-recorder.ts';
export { referenceTo } from './events/reference.ts';
export type { Informer, InformerChange, InformerDeps, InformerOptions } from './informer/informer.ts';
export { createInformer } from './informer/informer.ts';
export type { Leading, ManagerDeps, ManagerOptions, Service } from './manager/manager.ts';
export { createManager } from './manager/manager.ts';
export type { ClaimPlan } from './owned/claim.ts';
export { applyClaim, chosenBy, planClaim } from './owned/claim.ts';
export { deletionOrder } from './owned/deletion-order.ts';
export type { OwnedPod } from './owned/owned-pod.ts';
export {
  availableAfterMs,
  isActive,
  isAvailable,
  isFinished,
  isTerminating,
  viewOwnedPod,
} from './owned/owned-pod.ts';
export type { OwnedPods } from './owned/owned-pods.ts';
export { createOwnedPods, isNamespaceTerminating } from './owned/owned-pods.ts';
export type { Owned, Owner } from './owned/owner.ts';
export { controllerOf, controllerReference, isControlledBy } from './owned/owner.ts';
export { adoptersOf, candidatesOf, ownedBy, ownershipIndex } from './owned/ownership-index.ts';
export { podFromTemplate } from './owned/pod-from-template.ts';
export { shortHash } from './owned/short-hash.ts';
export { slowStart } from './owned/slow-start.ts';
export type { BackOffSettings } from './queue/back-off.ts';
export { BackOff, CONTROLLER_BACK_OFF } from './queue/back-off.ts';
export type { Again, QueueEntry } from './queue/work-queue.ts';
export { WorkQueue } from './queue/work-queue.ts';
export type {
  ControllerParts,
  ControllerServiceDeps,
  ControllerServiceOptions,
} from './service/controller-service.ts';
export { createControllerService } from './service/controller-service.ts';
