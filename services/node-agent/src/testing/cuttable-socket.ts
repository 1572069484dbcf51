import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A unix socket that passes everything on to another, until it is cut. */
export interface CuttableSocket {
  readonly path: string;
  /** Ends every connection and takes no more, as when who listens behind it has ended. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function createCuttableSocket(path: string, target: string): Promise<CuttableSocket> {
  const sockets = new Set<Socket>();
  let server: Server;
  let isCut = false;
  const mend = async () => {
    isCut = false;
    server = createServer((near) => {
      // Accepted before the cut, and told of after it.
      if (isCut) return near.destroy();
      const far = createConnection(target);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.on('error', () => {}); // what follows an error is 'close'
        from.on('close', () => to.destroy());
      }
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  };
  await mend();
  return {
    path,
    mend,
    cut() {
      isCut = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      return closed;
    },
  };
}
