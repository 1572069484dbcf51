import { connect, type NetConnectOpts } from 'node:net';

/** Whether Redis on this socket answers, its data loaded. */
export function probeRedis(socketPath: string, password: string): Promise<boolean> {
  return probe({ path: socketPath }, `AUTH ${password}\r\nPING\r\n`, '+PONG');
}

/** Whether a NATS server greets at this address. */
export function probeNats(host: string, port: number): Promise<boolean> {
  return probe({ host, port }, '', 'INFO {');
}

/** Whether a server on this port of this machine answers with 200. */
export function probeHttp(port: number, path: string): Promise<boolean> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  return probe({ host: '127.0.0.1', port }, request, ' 200 ');
}

/** Whether what was sent is answered, within a second, with something that holds this text. */
function probe(to: NetConnectOpts, send: string, expected: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(to);
    let text = '';
    socket.setTimeout(1_000, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (text.includes(expected) || text.includes('-LOADING')) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text.includes(expected)));
    socket.write(send);
  });
}
