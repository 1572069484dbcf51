import type { Kind } from '@flotilla/kinds';
import { type KubernetesObject, partialObjectMetadata } from '@flotilla/machinery';
import { sendJson } from '../errors/send-json.ts';
import type { AnswerForm } from '../render/answer-form.ts';
import { tableOf } from '../render/table.ts';
import type { ResourceRequest } from '../request/request.ts';

export interface ObjectAnswer {
  readonly code: number;
  readonly object: KubernetesObject;
  readonly form: AnswerForm;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Answers with one object in the form that was asked for. */
export function answerObject({ kind, response }: ResourceRequest, answer: ObjectAnswer): void {
  sendJson(response, answer.code, `${JSON.stringify(inForm(kind, answer))}\n`);
}

function inForm(kind: Kind, { object, form: { representation, rowObject }, now }: ObjectAnswer): object {
  if (representation === 'object') return object;
  if (representation === 'metadata') return partialObjectMetadata(object);
  const { resourceVersion = '' } = object.metadata;
  return tableOf(kind, { resourceVersion }, [object], { rowObject, now });
}
