import { createServer, type Server } from 'node:https';
import type { Bus } from '@flotilla/bus';
import type { Component, Logger } from '@flotilla/process';
import type { Registry } from '@flotilla/registry';
import type { Telemetry } from '@flotilla/telemetry';
import { createApp } from './server/app.ts';
import type { HealthChecks } from './server/health.ts';
import { mayUpgrade, routeUpgrades } from './streaming/upgrade.ts';

export interface ApiDeps {
  readonly registry: Registry;
  /** For bulk traffic with nodes. */
  readonly bulk: Bus;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly health: HealthChecks;
}

export interface ApiOptions {
  readonly host: string;
  /** 0: any that is free; {@link Api.port} says which. */
  readonly port: number;
  /** PEM: the server's certificate and key, and the authority that signs clients'. */
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthority: string;
}

export interface Api extends Component {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  port(): number;
}

/** The Kubernetes API over TLS. */
export function createApi(deps: ApiDeps, options: ApiOptions): Api {
  const { host, port, certificate, key, clientAuthority } = options;
  const app = createApp({
    ...deps,
    kinds: deps.registry.kinds,
    now: Date.now,
    serverAddress: `${host}:${port}`,
  });
  const server = createServer(
    {
      cert: certificate,
      key,
      ca: clientAuthority,
      requestCert: true,
      rejectUnauthorized: false,
      maxHeaderSize: 64 * 1024,
      shouldUpgradeCallback: mayUpgrade,
    },
    app,
  );
  const endStreams = routeUpgrades(server, app);
  // For a request to come in whole; its answer may last as long as it likes. Source: the reference's own limit.
  server.requestTimeout = 60_000;
  // Idle connections end after clients give them up themselves.
  server.keepAliveTimeout = 90_000;
  return {
    name: 'api',
    start: () => listen(server, host, port),
    stop() {
      endStreams();
      return close(server);
    },
    port: () => portOf(server),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    resolve();
  });
  return promise;
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
