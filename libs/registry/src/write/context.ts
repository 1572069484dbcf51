import type { Guard } from '@flotilla/store';

/** Who asks. Source: Kubernetes documentation, "Authenticating", user info. */
export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What every write carries with it from whoever asked. */
export interface WriteContext {
  readonly user: UserInfo;
  readonly fieldManager: string;
  /** Unique to the request; a request that is repeated because its answer was lost has the same. */
  readonly requestId: string;
  /** Goes through every step but the commit. */
  readonly dryRun: boolean;
  /** What must still hold at the commit: a leader's Lease. */
  readonly guards?: readonly Guard[];
  /** Says something to the client beside the answer. */
  warn(text: string): void;
}
