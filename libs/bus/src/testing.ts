export type { TestNats } from './testing/nats.ts';
export { startNats } from './testing/nats.ts';
