/**
 * What an example waits for by the clock at the least, on however fast a machine, in seconds: periods that its manifests
 * ask for, and those of the control plane. By the example's folder.
 */
export const clockWaits: Readonly<Record<string, ClockWait>> = {
  '01-pod': { seconds: 60, why: 'a node that never beat is given up' },
  '06-probes': { seconds: 4, why: 'a container is slow to start' },
  '07-deployment': { seconds: 5, why: 'the progress deadline' },
  '09-job': { seconds: 10, why: 'the back-off after a failed attempt' },
  '10-cron-job': { seconds: 60, why: 'from one full minute to the next' },
  '14-zero-loss': { seconds: 6, why: 'replicas count as available after 2 s, three times' },
  '15-nodes': { seconds: 50, why: 'a silent node is given up' },
};

export interface ClockWait {
  readonly seconds: number;
  readonly why: string;
}
