import type { ObjectReference } from '@flotilla/kinds/core/v1';

/** What happened, before it is decided how it is told. */
export interface Occurrence {
  readonly regarding: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  /** A word in CamelCase: `FailedScheduling`. */
  readonly reason: string;
  readonly message: string;
}

const referenceParts = ({ kind, namespace, name, uid, apiVersion, fieldPath }: ObjectReference) =>
  [kind, namespace, name, uid, apiVersion, fieldPath].map((part) => part ?? '');

/** One per object. */
export const objectKey = ({ regarding }: Occurrence): string => referenceParts(regarding).slice(0, 5).join('\n');

/** The same for all that differ in their message only. */
export const similarKey = ({ regarding, type, reason }: Occurrence): string =>
  [...referenceParts(regarding).slice(0, 5), type, reason].join('\n');

/** The same for repeats. */
export const sameKey = ({ regarding, type, reason, message }: Occurrence): string =>
  [...referenceParts(regarding), type, reason, message].join('\n');
