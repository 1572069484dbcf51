/** The folders that hold packages, the lowest layer first. A package imports from layers below its own only. */
const layers: readonly (readonly string[])[] = [
  ['libs/machinery', 'libs/process'],
  ['libs/kinds', 'libs/telemetry'],
  ['libs/store', 'libs/bus'],
  ['libs/registry'],
  ['libs/controller'],
  ['services/'],
  ['cli'],
  ['test', 'bench'],
];

/** Counts from 0; undefined for a package that no layer names. */
export function layerOf(packageFolder: string): number | undefined {
  const index = layers.findIndex((layer) =>
    layer.some((entry) => (entry.endsWith('/') ? packageFolder.startsWith(entry) : packageFolder === entry)),
  );
  return index === -1 ? undefined : index;
}

/** A foreign package that only one place may import, so that what it knows stays in one place. */
export interface Confinement {
  readonly foreign: RegExp;
  readonly homes: readonly string[];
  /** Where there may be one file only that imports it. */
  readonly oneFile?: boolean;
}

export const confinements: readonly Confinement[] = [
  { foreign: /^dockerode$/, homes: ['services/node-agent'], oneFile: true },
  // BullMQ brings its own connections to Redis.
  { foreign: /^ioredis$/, homes: ['libs/store', 'services/job-controller', 'bench'] },
  { foreign: /^bullmq$/, homes: ['services/job-controller'] },
  { foreign: /^@nats-io\//, homes: ['libs/bus'] },
  { foreign: /^express$/, homes: ['services/api'] },
];
