import type { KindBehaviour } from '@flotilla/kinds';
import { FOREGROUND_FINALIZER, ORPHAN_FINALIZER } from '@flotilla/machinery';

export type PropagationPolicy = 'Orphan' | 'Background' | 'Foreground';

/** The finalizers of an object that is being deleted under this policy. Source: Kubernetes documentation, Garbage Collection. */
export function deletionFinalizers(
  behaviour: KindBehaviour,
  finalizers: readonly string[],
  policy: PropagationPolicy | undefined,
): string[] {
  const others = finalizers.filter((name) => name !== ORPHAN_FINALIZER && name !== FOREGROUND_FINALIZER);
  const asked = policy ?? policyOf(behaviour, finalizers);
  if (asked === 'Background') return others;
  return [...others, asked === 'Orphan' ? ORPHAN_FINALIZER : FOREGROUND_FINALIZER];
}

/** What holds where the deletion does not say. */
function policyOf({ orphansDependents }: KindBehaviour, finalizers: readonly string[]): PropagationPolicy {
  if (finalizers.includes(ORPHAN_FINALIZER)) return 'Orphan';
  if (finalizers.includes(FOREGROUND_FINALIZER)) return 'Foreground';
  return orphansDependents ? 'Orphan' : 'Background';
}
