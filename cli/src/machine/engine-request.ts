import { connect } from 'node:net';

export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Asks the Docker Engine on this unix socket with GET. Undefined where nobody answers within a second. HTTP/1.0 by
 * hand: `node:http` would make the supervisor, which stays, 13 MB larger.
 */
export function askEngine(socketPath: string, path: string): Promise<EngineAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    let text = '';
    socket.setTimeout(1_000, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(parseAnswer(text)));
    socket.write(`GET ${path} HTTP/1.0\r\nHost: docker\r\n\r\n`);
  });
}

function parseAnswer(text: string): EngineAnswer | undefined {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
  if (status === undefined) return undefined;
  return { status: Number(status), body: text.slice(text.indexOf('\r\n\r\n') + 4) };
}
