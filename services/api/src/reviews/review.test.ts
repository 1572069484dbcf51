import { expect, test } from 'vitest';
import { reviewStatus } from './review.ts';

const admin = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const jane = { name: 'jane', groups: ['system:authenticated'] };

test('says who asks', () => {
  expect(reviewStatus('SelfSubjectReview', jane, {})).toEqual({
    userInfo: { username: 'jane', groups: ['system:authenticated'] },
  });
});

test.each([
  ['SelfSubjectAccessReview', admin, {}, true],
  ['SelfSubjectAccessReview', jane, {}, false],
  ['SubjectAccessReview', admin, { user: 'jane', groups: ['developers'] }, false],
  ['SubjectAccessReview', admin, { user: 'root', groups: ['system:masters'] }, true],
])('%s allows what authorization does', (kind, user, spec, allowed) => {
  expect(reviewStatus(kind, user, spec)).toEqual({ allowed });
});

test('what is no review has no status', () => {
  expect(reviewStatus('Pod', admin, {})).toBeUndefined();
});
