import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from '../harness/command.ts';
import { type Flotilla, startFlotilla } from '../harness/flotilla.ts';
import { median, ratio, short } from '../harness/numbers.ts';
import { formatTable, publish } from '../harness/results.ts';
import { type Load, loads } from './loads.ts';
import { measureRate, type Rate } from './wrk.ts';

const rounds = 3;
/** An Ingress is served within a second; longer than this it is not served at all. */
const servedWithinMs = 30_000;

/** One way to a Pod, and what was found on it under each load. */
interface Way {
  readonly title: string;
  readonly url: string;
  readonly rates: Map<Load, Rate[]>;
}

await run(join(import.meta.dirname, 'image.sh'), []);
const flotilla = await startFlotilla();
const ways: Way[] = [];
try {
  ways.push(...(await prepareWays(flotilla)));
  for (const { url } of ways) await untilServed(url);
  for (let round = 0; round < rounds; round++) {
    for (const load of loads) {
      for (const { url, rates } of ways) rates.set(load, [...(rates.get(load) ?? []), await measureRate(url, load)]);
    }
  }
} finally {
  await flotilla.stop();
  await run('docker', ['rmi', 'localhost/flotilla/nginx:1']);
}

await publish(import.meta.dirname, [
  `${rounds} rounds by turns; medians.`,
  '',
  ...formatTable(['load', 'way', 'requests', 'ratio', 'median answer', 'ratio'], loads.flatMap(rowsOf)),
]);

async function prepareWays({ kubectl, httpPort }: Flotilla): Promise<Way[]> {
  await kubectl('apply', '-f', join(import.meta.dirname, 'web.yaml'));
  await kubectl('wait', '--for=condition=Ready', 'pod/web', 'pod/twin', '--timeout=60s');
  const podAddress = await kubectl('get', 'pod', 'twin', '-o', 'jsonpath={.status.podIP}');
  const serviceAddress = await kubectl('get', 'service', 'web', '-o', 'jsonpath={.spec.clusterIP}');
  const way = (title: string, url: string) => ({ title, url, rates: new Map<Load, Rate[]>() });
  return [
    way("the Pod's address", `http://${podAddress}:8000/`),
    way("the Service's address", `http://${serviceAddress}/`),
    ...(httpPort === undefined ? [] : [way('the Ingress', `http://127.0.0.1:${httpPort}/`)]),
  ];
}

async function untilServed(url: string): Promise<void> {
  const deadline = performance.now() + servedWithinMs;
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`Cannot measure ${url}: it must answer, and has not`);
    await pause(100);
  }
}

function rowsOf(load: Load): string[][] {
  const medianOf = ({ rates }: Way, value: keyof Rate) => median((rates.get(load) ?? []).map((rate) => rate[value]));
  return ways.map((way, index) => {
    const reference = ways[0] ?? way;
    const [perSecond, medianMs] = [medianOf(way, 'perSecond'), medianOf(way, 'medianMs')];
    return [
      index === 0 ? load.title : '',
      way.title,
      `${short(perSecond)}/s`,
      ratio(perSecond, medianOf(reference, 'perSecond')),
      `${short(medianMs)} ms`,
      ratio(medianMs, medianOf(reference, 'medianMs')),
    ];
  });
}
