/** What upstream's users read, by the system's name of the error. */
const texts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'connect: connection timed out',
};

/** Why a connection to `address` (`host:port`) failed, in the words that upstream's users know. */
export function describeConnectionError(error: unknown, address: string): string {
  const { code = '', message } = error as { code?: string; message: string };
  const dialled = texts[code];
  if (dialled !== undefined) return `dial tcp ${address}: ${dialled}`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${address.replace(/:\d+$/, '')}: no such host`;
  if (code === 'ECONNRESET') return message === 'socket hang up' ? 'EOF' : 'read: connection reset by peer';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return 'http: server gave HTTP response to HTTPS client';
  return message;
}

/** An IPv6 address stands in brackets. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
