import { type Authority, type JoinAnswer, type JoinMessage, signNode } from '@flotilla/bus';
import { checkDnsSubdomain } from '@flotilla/machinery';

/** Gives a node that came with a join token credentials of its own; its private key never left it. */
export async function join(
  authority: Authority,
  { node, publicKey }: JoinMessage,
  isHere: (node: string) => boolean,
): Promise<JoinAnswer> {
  const complaints = checkDnsSubdomain(node);
  if (complaints.length > 0) return refused(node, complaints.join('; '));
  if (isHere(node)) return refused(node, 'a node of that name is alive');
  return { ok: true, ...(await signNode(authority, node, publicKey)) };
}

function refused(node: string, why: string): JoinAnswer {
  return { ok: false, why: `Cannot join as ${JSON.stringify(node)}: ${why}` };
}
