import type { UserInfo } from '@flotilla/registry';
import { isMaster } from '../identity/authorize.ts';

/** What a review is answered from: who asks, and what the review's spec says. */
type Answer = (user: UserInfo, spec: ReviewSpec) => object;

/** The parts of the reviews' specs that an answer needs. Source: Kubernetes API reference, authorization.k8s.io/v1. */
interface ReviewSpec {
  readonly user?: string;
  readonly groups?: readonly string[];
}

const decided = (user: UserInfo): object => (isMaster(user) ? { allowed: true } : { allowed: false });

const reviewed = ({ user = '', groups = [] }: ReviewSpec): UserInfo => ({ name: user, groups });

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};
const nothing = { resourceRules: [], nonResourceRules: [], incomplete: false };

/** Reviews are asked by creating them and are not stored; by kind, the status each is answered with. */
const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['SelfSubjectReview', ({ name, groups }) => ({ userInfo: { username: name, groups } })],
  ['SelfSubjectAccessReview', (user) => decided(user)],
  ['SubjectAccessReview', (_, spec) => decided(reviewed(spec))],
  ['LocalSubjectAccessReview', (_, spec) => decided(reviewed(spec))],
  ['SelfSubjectRulesReview', (user) => (isMaster(user) ? everything : nothing)],
  ['TokenReview', () => ({ authenticated: false, user: {}, error: 'this server issues no tokens yet' })],
]);

/** The status of a review; undefined for a kind that is none. */
export function reviewStatus(kind: string, user: UserInfo, spec: ReviewSpec): object | undefined {
  return ANSWERS.get(kind)?.(user, spec);
}

export function isReview(kind: string): boolean {
  return ANSWERS.has(kind);
}
