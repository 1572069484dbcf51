/** One call of kbench and the figures of it that count. */
export interface Stage {
  readonly title: string;
  readonly words: readonly string[];
  /** Rates and times, as kbench names them. */
  readonly figures: readonly ('per_s' | 'events_per_s' | 'p50_ms' | 'p99_ms' | 'lag_p50_ms' | 'lag_p99_ms')[];
}

const clientCounts = [1, 16, 64];
const rate = ['per_s', 'p50_ms', 'p99_ms'] as const;
const lag = ['events_per_s', 'lag_p50_ms', 'lag_p99_ms'] as const;

/** Single objects and watches: each call is bounded in count and time. */
export const stages: readonly Stage[] = [
  ...[1024, 4096].flatMap((bytes) =>
    clientCounts.map((clients) => ({
      title: `create ConfigMaps of ${bytes / 1024} KiB, ${countOf(clients)}`,
      words: ['create', '--size', `${bytes}`, '-c', `${clients}`, '-n', '6000', '--duration', '6s'],
      figures: rate,
    })),
  ),
  ...clientCounts.map((clients) => ({
    title: `create Pods, ${countOf(clients)}`,
    words: ['create', '--kind', 'pod', '-c', `${clients}`, '-n', '3000', '--duration', '6s'],
    figures: rate,
  })),
  ...clientCounts.map((clients) => ({
    title: `get a ConfigMap, ${countOf(clients)}`,
    words: ['get', '-c', `${clients}`, '-n', '8000', '--duration', '5s'],
    figures: rate,
  })),
  ...clientCounts.map((clients) => ({
    title: `renew 1,000 Leases, ${countOf(clients)}`,
    words: ['patchstatus', '--nodes', '1000', '-c', `${clients}`, '--duration', '5s'],
    figures: rate,
  })),
  ...[100, 1000].map((watchers) => ({
    title: `update Pods before ${watchers} watchers, as fast as possible`,
    words: ['watch', '--watchers', `${watchers}`, '--seconds', '8'],
    figures: lag,
  })),
  {
    title: 'update Pods before 100 watchers, 20 a second',
    words: ['watch', '--watchers', '100', '--seconds', '8', '--rate', '20'],
    figures: lag,
  },
  {
    title: 'update Pods before 1000 watchers, 5 a second',
    words: ['watch', '--watchers', '1000', '--seconds', '8', '--rate', '5'],
    figures: lag,
  },
];

function countOf(clients: number): string {
  return clients === 1 ? '1 client' : `${clients} clients`;
}
