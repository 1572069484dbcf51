import type { Clock } from '../clock.ts';
import { LinkDown } from '../link/errors.ts';
import type { NodeLink, PodReference, StatusReport } from '../link/node-link.ts';

/** How long after an unanswered report it is repeated, unless the connection returns before. */
const retryMs = 2_000;

/**
 * Brings statuses to the control plane: of each Pod the newest, one at a time, until it has been stored. What is
 * overtaken by a newer one before its turn is never sent.
 */
export interface StatusReporter {
  submit(report: StatusReport): void;
  /** After the newest status has been stored: says that nothing is left of the Pod, then calls `told`. */
  submitGone(pod: PodReference, told: () => void): void;
  close(): void;
}

/** What waits to be said about one Pod. */
interface Lane {
  status: StatusReport | undefined;
  gone: { pod: PodReference; told: () => void } | undefined;
  sending: boolean;
}

export function createStatusReporter({ link, clock }: { link: NodeLink; clock: Clock }): StatusReporter {
  const lanes = new Map<string, Lane>();
  let closed = false;

  const laneOf = (uid: string): Lane => {
    const lane = lanes.get(uid) ?? { status: undefined, gone: undefined, sending: false };
    lanes.set(uid, lane);
    return lane;
  };
  const send = async (uid: string, lane: Lane) => {
    if (lane.sending || closed) return;
    lane.sending = true;
    try {
      while (lane.status !== undefined || lane.gone !== undefined) await sendNext(link, lane);
      lanes.delete(uid);
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
      clock.after(retryMs, () => void send(uid, lane));
    } finally {
      lane.sending = false;
    }
  };
  const sendAll = () => {
    for (const [uid, lane] of lanes) void send(uid, lane);
  };
  const stopListening = link.onConnection((connected) => {
    if (connected) sendAll();
  });
  return {
    submit(report) {
      const lane = laneOf(report.pod.uid);
      lane.status = report;
      void send(report.pod.uid, lane);
    },
    submitGone(pod, told) {
      const lane = laneOf(pod.uid);
      lane.gone = { pod, told };
      void send(pod.uid, lane);
    },
    close() {
      closed = true;
      stopListening();
    },
  };
}

/** What was sent is forgotten only where nothing newer has taken its place while it was under way. */
async function sendNext(link: NodeLink, lane: Lane): Promise<void> {
  const { status, gone } = lane;
  if (status !== undefined) {
    await link.report(status);
    if (lane.status === status) lane.status = undefined;
    return;
  }
  if (gone === undefined) return;
  await link.reportGone(gone.pod);
  lane.gone = undefined;
  gone.told();
}
