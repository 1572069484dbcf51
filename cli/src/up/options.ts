import { resolve } from 'node:path';
import { defaultDataPath } from '../data/data-folder.ts';
import { readCount, readOptions } from '../options.ts';
import type { Arrangement } from '../services.ts';

export interface UpOptions {
  readonly dataPath: string;
  /** The API's port; 0 for any that is free, undefined for the one used before or 6443. */
  readonly apiPort: number | undefined;
  /** CIDR; undefined for the one used before or the usual one. */
  readonly podRange: string | undefined;
  /** The same, of Services' addresses. */
  readonly serviceRange: string | undefined;
  /** Where Ingresses are served; 0 for any that is free, undefined for the ones used before or 80 and 443. */
  readonly httpPort: number | undefined;
  readonly httpsPort: number | undefined;
  /** How many nodes with containers this machine is: further ones are in network namespaces of their own. */
  readonly nodes: number;
  readonly simulatedNodes: number;
  readonly arrangement: Arrangement;
  /** What becomes of the Pods' containers at the end. */
  readonly podsAtEnd: 'remove' | 'keep';
  readonly otlpEndpoint: string | undefined;
}

export interface UpArguments {
  readonly options: UpOptions;
  readonly detach: boolean;
}

export const upUsage =
  '[--detach] [--data DIR] [--port N] [--pod-range CIDR] [--service-range CIDR] [--http-port N] [--https-port N] [--nodes N] [--simulated-nodes N] [--processes] [--keep-pods] [--otlp URL]';

export function readUpOptions(args: readonly string[]): UpArguments {
  const values = readOptions(args, {
    detach: { type: 'boolean', default: false },
    data: { type: 'string', default: defaultDataPath() },
    port: { type: 'string' },
    'pod-range': { type: 'string' },
    'service-range': { type: 'string' },
    'http-port': { type: 'string' },
    'https-port': { type: 'string' },
    nodes: { type: 'string', default: '1' },
    'simulated-nodes': { type: 'string', default: '0' },
    processes: { type: 'boolean', default: false },
    'keep-pods': { type: 'boolean', default: false },
    otlp: { type: 'string' },
  });
  return {
    detach: values.detach,
    options: {
      dataPath: resolve(values.data),
      apiPort: readPort('--port', values.port),
      podRange: values['pod-range'],
      serviceRange: values['service-range'],
      httpPort: readPort('--http-port', values['http-port']),
      httpsPort: readPort('--https-port', values['https-port']),
      nodes: readCount('--nodes', values.nodes, 1, 16),
      simulatedNodes: readCount('--simulated-nodes', values['simulated-nodes'], 0, 10_000),
      arrangement: values.processes ? 'apart' : 'together',
      podsAtEnd: values['keep-pods'] ? 'keep' : 'remove',
      otlpEndpoint: values.otlp ?? process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
    },
  };
}

function readPort(option: string, value: string | undefined): number | undefined {
  return value === undefined ? undefined : readCount(option, value, 0, 65_535);
}
