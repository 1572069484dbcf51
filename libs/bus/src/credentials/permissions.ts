import {
  epochSubject,
  everyBulkSubject,
  everyBulkSubjectOf,
  everyEvent,
  everyJoinInbox,
  everyLoadedSubject,
  everyNodeInbox,
  everyNodeSubject,
  everyNodesSubject,
  joinSubject,
  nodeSubject,
  spansSubject,
} from '../subjects.ts';

/** What an identity may publish, and subscribe to besides its own inbox. */
export interface Subjects {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /**
   * May answer whoever asks it, wherever that waits. Not for readers of streams: the server then remembers each event
   * as something that may be answered, and goes through all of them again and again (measured: 20 times slower).
   */
  readonly answersAnyone?: true;
}

/** Reads the event stream through a consumer of its own. NATS cannot tell streams apart by a prefix of their name. */
const reader: Subjects = {
  publish: [
    '$JS.API.STREAM.INFO.*',
    '$JS.API.CONSUMER.CREATE.*',
    '$JS.API.CONSUMER.CREATE.*.>',
    '$JS.API.CONSUMER.DELETE.*.*',
    '$JS.FC.>',
  ],
  subscribe: [epochSubject],
};

/** Alone writes events, and owns their streams. */
const relay: Subjects = {
  publish: [
    ...reader.publish,
    everyEvent,
    epochSubject,
    '$JS.API.STREAM.NAMES',
    '$JS.API.STREAM.LIST',
    '$JS.API.STREAM.CREATE.*',
    '$JS.API.STREAM.UPDATE.*',
    '$JS.API.STREAM.DELETE.*',
    '$JS.API.STREAM.MSG.GET.*',
  ],
  subscribe: reader.subscribe,
};

/** Asks nodes for logs and the like, and carries their bulk data. */
const api: Subjects = {
  publish: [...reader.publish, everyNodeSubject, everyBulkSubject],
  subscribe: [...reader.subscribe, everyBulkSubject],
};

/** Speaks with every node, answers joins, and takes spans to where they are kept. */
const nodeGateway: Subjects = {
  publish: [...reader.publish, everyNodeSubject, everyNodesSubject, everyNodeInbox, everyJoinInbox],
  subscribe: [...reader.subscribe, everyNodeSubject, everyLoadedSubject, joinSubject, spansSubject],
};

/** Says how far it has come with endpoints. */
const ingress: Subjects = { publish: [...reader.publish, everyLoadedSubject], subscribe: reader.subscribe };

const services = {
  api,
  relay,
  scheduler: reader,
  'cluster-controller': reader,
  'workload-controller': reader,
  'job-controller': reader,
  'network-controller': reader,
  ingress,
  'node-gateway': nodeGateway,
} as const satisfies Record<string, Subjects>;

/** Every service, and `control-plane`: all of them in one process. */
export type Service = keyof typeof services | 'control-plane';

export const serviceNames: readonly Service[] = [
  ...(Object.keys(services) as (keyof typeof services)[]),
  'control-plane',
];

export function subjectsOfService(service: Service): Subjects {
  return service === 'control-plane' ? union(Object.values(services)) : services[service];
}

export function subjectsOfNode(name: string): Subjects {
  const own = [nodeSubject(name, '*'), everyBulkSubjectOf(name)];
  return { publish: [...own, spansSubject], subscribe: [...own, everyNodesSubject], answersAnyone: true };
}

export const subjectsOfJoinToken: Subjects = { publish: [joinSubject], subscribe: [] };

function union(all: readonly Subjects[]): Subjects {
  return {
    publish: [...new Set(all.flatMap((subjects) => subjects.publish))],
    subscribe: [...new Set(all.flatMap((subjects) => subjects.subscribe))],
  };
}
