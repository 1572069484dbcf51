import type { NetworkService } from '@flotilla/bus';
import type { ConfigMap, Secret } from '@flotilla/kinds/core/v1';

/** What a container's environment may refer to, besides its Pod. */
export interface EnvironmentSources {
  configMap(namespace: string, name: string): ConfigMap | undefined;
  secret(namespace: string, name: string): Secret | undefined;
  /** Every Service; undefined while they are not known. */
  readonly services: Iterable<NetworkService> | undefined;
  readonly podAddresses: readonly string[];
  readonly hostAddresses: readonly string[];
  /** Stands for a limit that a container does not have. */
  readonly nodeAllocatable: Readonly<Record<string, string>>;
}
