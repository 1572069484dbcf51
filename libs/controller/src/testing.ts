export type { SteppedClock } from './clock/stepped-clock.ts';
export { createSteppedClock } from './clock/stepped-clock.ts';
export { ownedPod } from './owned/owned-pod.fixture.ts';
