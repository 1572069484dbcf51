import { connect } from 'node:net';
import { type ActionResult, failure, success, TimedOut } from './action.ts';
import { describeConnectionError, hostAndPort } from './connection-error.ts';

/** Well where somebody accepts a connection. */
export function tcpSocket(host: string, port: number, signal: AbortSignal): Promise<ActionResult> {
  const address = hostAndPort(host, port);
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const end = (result: ActionResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => end(success));
    socket.on('error', (error) =>
      end(
        failure(
          signal.reason instanceof TimedOut
            ? `dial tcp ${address}: i/o timeout`
            : describeConnectionError(error, address),
        ),
      ),
    );
  });
}
