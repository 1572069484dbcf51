import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { badRequestError, StatusError } from '@flotilla/machinery';
import type { Upgrade } from '../upgrade.ts';

const VERSION_HEADER = 'X-Stream-Protocol-Version';

/** The first of the client's protocols that is served. Throws 400 where it wants no SPDY or names none, else 403. */
export function chooseProtocol({ headers }: IncomingMessage, served: readonly string[]): string {
  if (!headers.upgrade?.toLowerCase().includes('spdy/3.1')) throw badRequestError('Upgrade request required');
  const asked = [headers[VERSION_HEADER.toLowerCase()] ?? []].flat().flatMap((value) => value.split(','));
  const names = asked.map((name) => name.trim()).filter((name) => name !== '');
  if (names.length === 0) {
    throw badRequestError(`unable to upgrade: header ${VERSION_HEADER} does not exist in request`);
  }
  const found = names.find((name) => served.includes(name));
  if (found !== undefined) return found;
  const both = `client supports [${names.join(' ')}], server accepts [${served.join(' ')}]`;
  throw new StatusError(403, 'Forbidden', `unable to upgrade: unable to negotiate protocol: ${both}`);
}

/** The connection, in SPDY from now on. */
export function acceptSpdy({ take }: Upgrade, protocol: string): Duplex {
  const connection = take();
  const lines = ['Connection: Upgrade', 'Upgrade: SPDY/3.1', `${VERSION_HEADER}: ${protocol}`];
  connection.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
  return connection;
}
