import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** The address that this machine's packets to elsewhere come from; 127.0.0.1 where it has no way out. */
export async function outboundAddress(): Promise<string> {
  const socket = createSocket('udp4');
  try {
    // Connecting a datagram socket asks the routes and sends nothing. The address is from TEST-NET-1, RFC 5737.
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(9, '192.0.2.1', resolve);
    });
    return socket.address().address;
  } catch {
    return '127.0.0.1';
  } finally {
    socket.close();
  }
}

/**
 * The IPv4 addresses that this machine has of itself, in a stable order: those of bridges come and go with the networks
 * of containers.
 */
export function hostAddresses(): string[] {
  const lasting = Object.entries(networkInterfaces()).filter(([name]) => !existsSync(`/sys/class/net/${name}/bridge`));
  const addresses = lasting.flatMap(([, all]) => all ?? []).filter(({ family }) => family === 'IPv4');
  return [...new Set(addresses.map(({ address }) => address))].toSorted();
}
