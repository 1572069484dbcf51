import { checkDnsLabel, checkLabelKey, duplicate, forbidden, required } from '@flotilla/machinery';
import type { ServicePort, ServiceSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, oneOf } from '../../rules/field-rules.ts';
import { portNumber, portReference } from '../../rules/port-rules.ts';
import { protocols } from '../../rules/protocols.ts';

export function* portsErrors(field: string, { type, ports = [] }: ServiceSpec): FieldErrors {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    yield* nameErrors(`${field}[${index}].name`, port.name ?? '', { names, isRequired: ports.length > 1 });
    yield* portErrors(`${field}[${index}]`, port);
  }
  if (type === 'ClusterIP') yield* unusedNodePorts(field, ports);
  yield* repeatedPorts(field, ports);
}

interface Naming {
  readonly names: Set<string>;
  readonly isRequired: boolean;
}

function* nameErrors(field: string, name: string, { names, isRequired }: Naming): FieldErrors {
  if (name === '') {
    if (isRequired) yield required(field);
    return;
  }
  yield* invalidEach(field, name, checkDnsLabel(name));
  if (names.has(name)) yield duplicate(field, name);
  names.add(name);
}

function* portErrors(field: string, { port, protocol, targetPort, appProtocol }: ServicePort): FieldErrors {
  yield* portNumber(`${field}.port`, port ?? 0);
  yield* oneOf(`${field}.protocol`, protocol, protocols);
  yield* portReference(`${field}.targetPort`, targetPort);
  if (appProtocol !== undefined) yield* invalidEach(`${field}.appProtocol`, appProtocol, checkLabelKey(appProtocol));
}

function* unusedNodePorts(field: string, ports: readonly ServicePort[]): FieldErrors {
  for (const [index, { nodePort }] of ports.entries()) {
    if (nodePort) yield forbidden(`${field}[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'");
  }
}

/** A port, and a port of the nodes, is given once a protocol. The reference shows a repeated one in Go's form. */
function* repeatedPorts(field: string, ports: readonly ServicePort[]): FieldErrors {
  const isRepeated = (port: ServicePort, index: number, name: 'port' | 'nodePort'): boolean =>
    ports.slice(0, index).some((other) => other.protocol === port.protocol && other[name] === port[name]);
  for (const [index, port] of ports.entries()) {
    if (port.nodePort && isRepeated(port, index, 'nodePort'))
      yield duplicate(`${field}[${index}].nodePort`, port.nodePort);
  }
  for (const [index, port] of ports.entries()) {
    if (isRepeated(port, index, 'port')) yield duplicate(`${field}[${index}]`, shown(port));
  }
}

function shown({ protocol, port }: ServicePort): object {
  return { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
}
