import { once } from 'node:events';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { connect, createServer, type PeerCertificate, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { type CertifiedKey, createCertificateAuthority, issueCertificate } from './certificates.ts';

const authority = await createCertificateAuthority('test-ca');
const names = ['localhost', 'kubernetes.default.svc', '127.0.0.1', '10.96.0.1'];
const server = await issueCertificate(authority, { subject: 'CN=kube-apiserver', use: 'server', names });

/** What each side sees of the other after a handshake in which both ask for a certificate. */
async function shakeHands(client: CertifiedKey, trusted: string, servername: string) {
  const listener = createServer({
    cert: server.certificate,
    key: server.key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: false,
  }).listen(0);
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const seen = once(listener, 'secureConnection') as Promise<[TLSSocket]>;
  const socket = connect({
    socket: connectPlain(port),
    servername,
    ca: trusted,
    cert: client.certificate,
    key: client.key,
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  const [peer] = await seen;
  const result = {
    serverTrusted: socket.authorized,
    clientTrusted: peer.authorized,
    subject: (peer.getPeerCertificate() as PeerCertificate).subject,
  };
  socket.destroy();
  listener.close();
  return result;
}

test('server and client trust each other, and the server reads user and group out of the client’s certificate', async () => {
  const client = await issueCertificate(authority, { subject: 'CN=admin, O=system:masters', use: 'client' });
  const seen = await shakeHands(client, authority.certificate, 'kubernetes.default.svc');
  expect(seen).toEqual({
    serverTrusted: true,
    clientTrusted: true,
    subject: expect.objectContaining({ CN: 'admin', O: 'system:masters' }),
  });
});

test('a name that was not asked for, and an authority that did not sign, are not trusted', async () => {
  const client = await issueCertificate(authority, { subject: 'CN=admin', use: 'client' });
  expect(await shakeHands(client, authority.certificate, 'example.org')).toMatchObject({ serverTrusted: false });
  const other = await createCertificateAuthority('other-ca');
  const stranger = await issueCertificate(other, { subject: 'CN=admin, O=system:masters', use: 'client' });
  expect(await shakeHands(stranger, other.certificate, 'localhost')).toMatchObject({
    serverTrusted: false,
    clientTrusted: false,
  });
});

test('a server’s certificate is no client’s', async () => {
  expect(await shakeHands(server, authority.certificate, 'localhost')).toMatchObject({ clientTrusted: false });
});
