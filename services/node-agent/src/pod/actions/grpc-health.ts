import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { type ActionResult, failure, success, TimedOut } from './action.ts';
import { describeConnectionError, hostAndPort } from './connection-error.ts';

/** What a server says of a service, by number. Source: "GRPC Health Checking Protocol", service definition. */
const servingStatuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const serving = 1;
/** Source: gRPC, "Status codes and their use in gRPC". */
const statusOk = '0';
const statusUnimplemented = '12';

export interface GrpcTarget {
  readonly host: string;
  readonly port: number;
  /** Empty for the server as a whole. */
  readonly service: string;
}

/** Asks a server by the gRPC health checking protocol, without encryption. */
export async function grpcHealth({ host, port, service }: GrpcTarget, signal: AbortSignal): Promise<ActionResult> {
  const address = hostAndPort(host, port);
  const session = connect(`http://${address}`);
  try {
    return judge(await check(session, service, signal));
  } catch (error) {
    if (!(signal.reason instanceof TimedOut)) {
      const why = describeConnectionError(error, address);
      return failure(`error: failed to connect service at "${address}": ${why}`);
    }
    const { seconds } = signal.reason;
    return failure(`timeout: failed to connect service "${address}" within ${seconds}s: context deadline exceeded`);
  } finally {
    session.destroy();
  }
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function check(session: ClientHttp2Session, service: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    session.on('error', reject);
    const headers = {
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      'user-agent': 'kube-probe/1.36',
      te: 'trailers',
    };
    const stream = session.request(headers, { signal });
    const chunks: Buffer[] = [];
    let received: IncomingHttpHeaders = {};
    stream.on('response', (first) => {
      received = { ...received, ...first };
    });
    stream.on('trailers', (last) => {
      received = { ...received, ...last };
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve({ headers: received, body: Buffer.concat(chunks) }));
    stream.on('error', reject);
    stream.end(framed(request(service)));
  });
}

function judge({ headers, body }: Answer): ActionResult {
  const { 'grpc-status': code, 'grpc-message': encoded = '' } = headers;
  const message = decodeURIComponent(String(encoded));
  if (code === statusUnimplemented) {
    const why = 'this server does not implement the grpc health protocol (grpc.health.v1.Health)';
    return failure(`error: ${why}: ${message}`);
  }
  if (code !== statusOk) return failure(`error: health rpc probe failed: rpc error: code = ${code} desc = ${message}`);
  const status = statusIn(body.subarray(prefixBytes));
  if (status === serving) return success;
  return failure(`service unhealthy (responded with "${servingStatuses[status] ?? status}")`);
}

/** Not compressed, and the length in big-endian order. */
const prefixBytes = 5;

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([prefix, message]);
}

const lengthDelimitedField1 = 0x0a;
const varintField1 = 0x08;

/** HealthCheckRequest: the service's name as field 1, left out where it is empty. */
function request(service: string): Buffer {
  const name = Buffer.from(service);
  return name.byteLength === 0
    ? name
    : Buffer.concat([Buffer.from([lengthDelimitedField1, ...varint(name.byteLength)]), name]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** HealthCheckResponse: the status as field 1, absent where it is 0. */
function statusIn(message: Buffer): number {
  return message[0] === varintField1 ? (message[1] ?? 0) : 0;
}
