import type { Container, ExecAction } from '@flotilla/kinds/core/v1';
import type { PodRuntime } from '../../runtime/runtime.ts';
import { expand } from '../environment/expand.ts';
import { type ActionResult, type PerformAction, success } from './action.ts';
import { execCommand } from './exec-command.ts';
import { grpcHealth } from './grpc-health.ts';
import { httpGet } from './http-get.ts';
import { resolvePort } from './port.ts';
import { tcpSocket } from './tcp-socket.ts';

/** Performs actions: by the runtime in the container, or from the node to the Pod's address. */
export function createPerformAction(runtime: Pick<PodRuntime, 'exec'>): PerformAction {
  return async ({ exec, httpGet: http, tcpSocket: tcp, grpc }, { runId, container, address, asker }, signal) => {
    if (exec) {
      const command = asker === 'probe' ? expanded(exec, container) : (exec.command ?? []);
      return execCommand(runtime, { runId, command }, signal);
    }
    if (http) {
      const host = http.host || address;
      return withPort(container, http.port, (port) => httpGet(http, { host, port, asker }, signal));
    }
    if (tcp) return withPort(container, tcp.port, (port) => tcpSocket(tcp.host || address, port, signal));
    if (grpc) return grpcHealth({ host: address, port: grpc.port, service: grpc.service ?? '' }, signal);
    return { is: 'unknown', message: `missing probe handler for ${container.name}` };
  };
}

/** On a node without containers, whatever is done to one goes well. */
export const pretendToPerform: PerformAction = async () => success;

/** A probe's command, unlike a hook's, knows the variables that the spec gives a value: as upstream has it. */
function expanded({ command = [] }: ExecAction, { env = [] }: Container): string[] {
  const variables = new Map(env.flatMap(({ name, value }): [string, string][] => (value ? [[name, value]] : [])));
  return command.map((word) => expand(word, variables));
}

async function withPort(
  container: Container,
  port: number | string,
  act: (port: number) => Promise<ActionResult>,
): Promise<ActionResult> {
  const number = resolvePort(container, port);
  if (number === undefined) return { is: 'unknown', message: `port ${port} not found` };
  return act(number);
}
