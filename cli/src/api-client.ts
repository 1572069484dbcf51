import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';

/** Reads from this cluster's API as its administrator. */
export interface ApiClient {
  /** The parsed answer. Rejects where nobody answers, or with anything but 200. */
  get(path: string): Promise<unknown>;
  close(): void;
}

export interface ApiClientOptions {
  readonly port: number;
  /** Where the cluster's certificates are. */
  readonly keysFolder: string;
}

export function createApiClient({ port, keysFolder }: ApiClientOptions): ApiClient {
  const read = (name: string) => readFileSync(join(keysFolder, name));
  const agent = new Agent({ keepAlive: true, ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') });
  return {
    close: () => agent.destroy(),
    get: (path) =>
      new Promise((resolve, reject) => {
        const call = request({ host: '127.0.0.1', port, path, agent, timeout: 5_000 }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part) => {
            text += part;
          });
          answer.on('end', () => {
            if (answer.statusCode === 200) resolve(JSON.parse(text));
            else reject(new Error(`Cannot read ${path}: the API must answer 200, got ${answer.statusCode}`));
          });
        });
        call.on('timeout', () => call.destroy(new Error(`Cannot read ${path}: the API must answer within 5 s`)));
        call.on('error', reject);
        call.end();
      }),
  };
}
