export { eventSweepController } from './event-sweep/event-sweep.ts';
export { createInformers } from './objects/informers.ts';
export { podGarbageController } from './pod-garbage/pod-garbage.ts';
