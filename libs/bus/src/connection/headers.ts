import { type MsgHdrs, headers as newHeaders } from '@nats-io/transport-node';

const none: ReadonlyMap<string, string> = new Map();

export function headersOf(found: MsgHdrs | undefined): ReadonlyMap<string, string> {
  if (found === undefined) return none;
  return new Map(found.keys().map((name) => [name, found.get(name)]));
}

/** To spread into the options of a publish. */
export function headerOptions(headers: ReadonlyMap<string, string> | undefined): { headers?: MsgHdrs } {
  if (headers === undefined || headers.size === 0) return {};
  const result = newHeaders();
  for (const [name, value] of headers) result.set(name, value);
  return { headers: result };
}
