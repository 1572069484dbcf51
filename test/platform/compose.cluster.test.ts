import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findProgram, findTraefik } from '@flotilla/cli/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from '../harness/flotilla.ts';
import { createKubectl } from '../harness/kubectl.ts';
import { findKubectl } from '../harness/kubectls.ts';
import { freeRanges, output } from '../harness/machine.ts';
import { until } from '../harness/until.ts';

const missing = ['docker-compose', 'mmdebstrap'].filter((program) => findProgram(program) === undefined);
const folder = mkdtempSync(join(tmpdir(), 'flotilla-compose-'));
const pod = `compose-${process.pid}`;
const traefik = findTraefik();
const ranges = await freeRanges();
const environment = {
  BASE_IMAGE: 'localhost/flotilla/debian:12',
  COMPOSE_PROJECT_NAME: `flotilla-test-${process.pid}`,
  FLOTILLA_API_PORT: '16443',
  FLOTILLA_NATS_PORT: '14222',
  FLOTILLA_POD_RANGE: ranges.pods,
  FLOTILLA_SERVICE_RANGE: ranges.services,
  FLOTILLA_HTTP_PORT: '18080',
  FLOTILLA_HTTPS_PORT: '18443',
  FLOTILLA_PROXY_PORT: '18081',
  TRAEFIK_IMAGE: 'localhost/flotilla/traefik:1',
};

/** What docker-compose writes to standard output; rejects where it fails. */
async function compose(args: readonly string[], input = ''): Promise<string> {
  const child = spawn('docker-compose', args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`docker-compose ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

/** The image that compose would pull, made of the program alone. */
async function importTraefik(program: string): Promise<void> {
  const tar = `tar --create --directory ${dirname(program)} --transform 's,.*,traefik,' ${basename(program)}`;
  await output('sh', '-c', `${tar} | docker import --change 'ENTRYPOINT ["/traefik"]' - ${environment.TRAEFIK_IMAGE}`);
}

describe.skipIf(missing.length > 0)(
  `docker-compose, without a registry of images (needs ${missing.join(', ') || 'nothing more'})`,
  () => {
    afterAll(async () => {
      await compose(['down', '--volumes']);
      rmSync(folder, { recursive: true });
    });

    test('runs Pods on the host’s Docker', { timeout: 900_000 }, async () => {
      await output(join(root, 'images/base.sh'));
      if (traefik !== undefined) await importTraefik(traefik);
      await compose(['up', '--detach', '--build', '--scale', `traefik=${traefik === undefined ? 0 : 1}`]);
      const kubeconfig = join(folder, 'kubeconfig');
      writeFileSync(kubeconfig, await compose(['exec', '-T', 'api', 'cat', '/var/lib/flotilla/kubeconfig']));
      const kubectl = createKubectl(await findKubectl('1.36'), kubeconfig);
      await until('a node', async () => ((await kubectl.ok(['get', 'nodes'])).includes(' Ready ') ? true : undefined));
      await kubectl.ok(['run', pod, '--image=localhost/flotilla/busybox:1', '--', 'sh', '-c', 'echo hi; sleep 1000']);
      await kubectl.ok(['wait', '--for=condition=Ready', `pod/${pod}`, '--timeout=60s']);
      expect(await kubectl.ok(['logs', pod])).toBe('hi\n');
      kubectl.close();
    });

    test('clears up the Pods’ containers when it is asked to', async () => {
      const label = `label=io.kubernetes.pod.name=${pod}`;
      expect(await output('docker', 'ps', '--quiet', '--filter', label)).not.toBe('');
      await compose(['stop', 'node-agent']);
      await compose(
        ['run', '--rm', '--no-deps', '-T', 'node-agent', 'node', 'cli/src/scripts/remove-pods.ts'],
        JSON.stringify({ settingsFile: '/var/lib/flotilla/settings/node-agent.json' }),
      );
      expect(await output('docker', 'ps', '--quiet', '--filter', label)).toBe('');
    });
  },
);
