import { createRelay, type RelayDeps } from '../src/index.ts';

/** A relay in a process of its own, for tests that kill it. Connections come as JSON in the first argument. */
const connections: Pick<RelayDeps, 'store' | 'bus'> = JSON.parse(process.argv[2] ?? '');
const report = (message: string, fields?: object) => console.log(message, fields ?? '');

createRelay({ ...connections, log: { info: report, warn: report } }).start();
