import { runProcess } from '@flotilla/process';
import { createNodes } from './process.ts';

/** The node agent: this machine as a node, or a number of simulated ones. */
await runProcess('node-agent', async (_signal, { settings, logger }) => [createNodes(settings, logger)]);
