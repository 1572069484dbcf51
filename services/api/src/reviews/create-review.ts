import { answerFormOf } from '../render/answer-form.ts';
import { decodeObject } from '../request/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { writeOptionsOf } from '../request/write-options.ts';
import { answerObject } from '../verbs/answer-object.ts';
import type { VerbDeps } from '../verbs/verb.ts';
import { reviewStatus } from './review.ts';

/** POST of a review: answered with its status filled in, and not stored. */
export async function createReview({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, user, http } = request;
  const form = answerFormOf(request);
  const review = decodeObject(registry, request, await readBody(http), writeOptionsOf(request, 'CreateOptions'));
  const status = reviewStatus(kind.kind, user, review.spec ?? {});
  answerObject(request, { code: 201, object: { ...review, status }, form, now: now() });
}
