import type { KindBehaviour } from '@flotilla/kinds';

/** While an object has it, the garbage collector takes it from its dependents' owners before it lets the object go. */
export const ORPHAN = 'orphan';
/** While an object has it, the garbage collector deletes its dependents before it lets the object go. */
export const FOREGROUND = 'foregroundDeletion';

export type PropagationPolicy = 'Orphan' | 'Background' | 'Foreground';

/** The finalizers of an object that is being deleted under this policy. Source: Kubernetes documentation, Garbage Collection. */
export function deletionFinalizers(
  behaviour: KindBehaviour,
  finalizers: readonly string[],
  policy: PropagationPolicy | undefined,
): string[] {
  const others = finalizers.filter((name) => name !== ORPHAN && name !== FOREGROUND);
  const asked = policy ?? policyOf(behaviour, finalizers);
  if (asked === 'Background') return others;
  return [...others, asked === 'Orphan' ? ORPHAN : FOREGROUND];
}

/** What holds where the deletion does not say. */
function policyOf({ orphansDependents }: KindBehaviour, finalizers: readonly string[]): PropagationPolicy {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  if (finalizers.includes(FOREGROUND)) return 'Foreground';
  return orphansDependents ? 'Orphan' : 'Background';
}
