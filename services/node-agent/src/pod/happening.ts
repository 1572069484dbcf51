import type { EventReport } from '../link/node-link.ts';

/** What happened to a Pod, or to one of its containers, in upstream's words. */
export type Happening = Pick<EventReport, 'type' | 'reason' | 'message'> & { readonly container?: string };

export function normal(reason: string, message: string): Happening {
  return { type: 'Normal', reason, message };
}

export function warning(reason: string, message: string): Happening {
  return { type: 'Warning', reason, message };
}
