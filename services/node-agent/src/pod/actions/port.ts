import type { Container } from '@flotilla/kinds/core/v1';

/** A port by number, or by its name among the container's. Undefined where it has none of that name. */
export function resolvePort({ ports = [] }: Container, port: number | string): number | undefined {
  const isNumber = typeof port === 'number' || /^\d+$/.test(port);
  return isNumber ? Number(port) : ports.find(({ name }) => name === port)?.containerPort;
}
