import type { TLSSocket } from 'node:tls';
import { unauthorizedError } from '@flotilla/machinery';
import type { UserInfo } from '@flotilla/registry';
import type { Request } from 'express';

/** A connection's certificate does not change, and costs much to read. */
const known = new WeakMap<TLSSocket, UserInfo>();

/**
 * Who sent a request: the subject of its client certificate, common name and organizations, as Kubernetes reads it.
 * Throws 401 where there is no certificate that the cluster's authority signed.
 */
export function authenticate(request: Request): UserInfo {
  const socket = request.socket as TLSSocket;
  const user = known.get(socket) ?? userOf(socket);
  known.set(socket, user);
  return user;
}

function userOf(socket: TLSSocket): UserInfo {
  if (!socket.authorized) throw unauthorizedError();
  const { subject } = socket.getPeerCertificate();
  const name = [subject?.CN ?? ''].flat()[0] ?? '';
  if (name === '') throw unauthorizedError();
  const groups = [subject.O ?? []].flat();
  return { name, groups: [...groups, 'system:authenticated'] };
}
