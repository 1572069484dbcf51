import type { ProxyPorts } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';
import type { ProxyPlace } from './input.ts';

/** A Traefik on this machine, whose API nobody else reaches. `address` is where Ingresses are reached. */
export function proxyPlace(folder: DataFolder, { http, https, api }: ProxyPorts, address: string): ProxyPlace {
  return {
    httpPort: http,
    httpsPort: https,
    address,
    dynamicFile: folder.proxyFile,
    api: { listenHost: '127.0.0.1', port: api, url: `http://127.0.0.1:${api}` },
  };
}
