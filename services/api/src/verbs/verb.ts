import type { Logger } from '@flotilla/process';
import type { Registry } from '@flotilla/registry';
import type { Telemetry } from '@flotilla/telemetry';
import type { ResourceRequest } from '../request/request.ts';

/** What the verbs work with. */
export interface VerbDeps {
  readonly registry: Registry;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Answers one request for a resource, or throws what is then answered as a Status. */
export type VerbHandler = (deps: VerbDeps, request: ResourceRequest) => Promise<void>;
