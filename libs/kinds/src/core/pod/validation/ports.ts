import { checkPortName, duplicate, required } from '@flotilla/machinery';
import type { Container, ContainerPort } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach, oneOf } from '../../../rules/field-rules.ts';
import { portNumber } from '../../../rules/port-rules.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

export function* portsErrors(field: string, ports: readonly ContainerPort[]): FieldErrors {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const path = `${field}[${index}]`;
    if (port.name) yield* nameErrors(`${path}.name`, port.name, names);
    if (!port.containerPort) yield required(`${path}.containerPort`);
    else yield* portNumber(`${path}.containerPort`, port.containerPort);
    if (port.hostPort) yield* portNumber(`${path}.hostPort`, port.hostPort);
    yield* oneOf(`${path}.protocol`, port.protocol, protocols);
  }
}

function* nameErrors(field: string, name: string, names: Set<string>): FieldErrors {
  const complaints = checkPortName(name);
  yield* invalidEach(field, name, complaints);
  if (complaints.length > 0) return;
  if (names.has(name)) yield duplicate(field, name);
  names.add(name);
}

/** Two containers cannot hold the same port of their node. */
export function* hostPortConflicts(field: string, containers: readonly Container[]): FieldErrors {
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [place, port] of (container.ports ?? []).entries()) {
      if (!port.hostPort) continue;
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) yield duplicate(`${field}[${index}].ports[${place}].hostPort`, key);
      taken.add(key);
    }
  }
}
