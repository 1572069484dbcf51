import type { ControllerRevision } from '@flotilla/kinds/apps/v1';
import type { PodTemplateSpec } from '@flotilla/kinds/core/v1';
import type { ObjectMeta } from '@flotilla/machinery';
import { canonicalTemplate } from '../objects/same-template.ts';

/** A template that a StatefulSet or DaemonSet had, as its history keeps it. */
export interface Revision {
  readonly metadata: ObjectMeta;
  /** The greatest is the one that is asked for. */
  readonly revision: number;
  /** A patch that makes the owner ask for it again: what `kubectl rollout undo` sends. */
  readonly data: unknown;
}

export function viewRevision({ metadata, revision, data }: ControllerRevision): Revision {
  const { managedFields: _, annotations: __, ...kept } = metadata;
  return { metadata: kept, revision: revision ?? 0, data };
}

/** Clients compare it byte for byte with what upstream makes of the owner's template; `$` stands before all fields. */
export function dataOf(template: PodTemplateSpec): { spec: { template: PodTemplateSpec & { $patch?: string } } } {
  return { spec: { template: { $patch: 'replace', ...canonicalTemplate(template) } } };
}

/** Empty where a revision that somebody else made holds something else. */
export function templateOf({ data }: Revision): PodTemplateSpec {
  const { $patch: _, ...template } = (data as Partial<ReturnType<typeof dataOf>> | undefined)?.spec?.template ?? {};
  return template;
}

export function nameOf({ metadata }: Revision): string {
  return metadata.name ?? '';
}

/** By their number; those of one number by age, then by name. */
export function inOrder(revisions: readonly Revision[]): Revision[] {
  return revisions.toSorted(
    (one, other) =>
      one.revision - other.revision ||
      compareTexts(one.metadata.creationTimestamp ?? '', other.metadata.creationTimestamp ?? '') ||
      compareTexts(nameOf(one), nameOf(other)),
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
