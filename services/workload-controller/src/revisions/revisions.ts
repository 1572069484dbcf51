import {
  applyClaim,
  candidatesOf,
  chosenBy,
  controllerReference,
  type Informer,
  type Owner,
  planClaim,
  shortHash,
} from '@flotilla/controller';
import type { ControllerRevision } from '@flotilla/kinds/apps/v1';
import type { PodTemplateSpec } from '@flotilla/kinds/core/v1';
import { isStatus, type LabelMatcher } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { ControllerRevisions } from '../objects/kinds.ts';
import { sameTemplate } from '../objects/same-template.ts';
import { type HistoryRules, planHistory, planRevision } from './plan-revisions.ts';
import { dataOf, type Revision, templateOf, viewRevision } from './revision.ts';

/** An owner with a history. */
export interface RevisionOwner extends Owner {
  readonly template: PodTemplateSpec;
  readonly selector: LabelMatcher;
  /** How often a name for a revision was taken by another: `status.collisionCount`. */
  readonly collisions: number | undefined;
}

export interface History {
  /** What the owner asks for now. */
  readonly wanted: Revision;
  /** That and all before, in no order. */
  readonly all: readonly Revision[];
  readonly collisions: number | undefined;
}

/** The histories of one kind of owner. */
export interface Revisions {
  /** Adopts what is the owner's, and makes sure that what it asks for is the newest. */
  settle(owner: RevisionOwner): Promise<History>;
  /** Deletes what is too old. */
  truncate(history: History, rules: HistoryRules): Promise<void>;
}

export interface RevisionsDeps {
  readonly client: Client;
  readonly revisions: Informer<Revision>;
  /** Under which label a revision bears its hash. */
  readonly hashLabel: string;
}

export function createRevisions({ client, revisions, hashLabel }: RevisionsDeps): Revisions {
  const create = (owner: RevisionOwner, number: number) => createRevision(client, owner, { number, hashLabel });
  return {
    async settle(owner) {
      const claim = planClaim(owner, chosenBy(owner.selector), candidatesOf(revisions, owner));
      const all = await applyClaim(client, owner, ControllerRevisions, claim);
      const { collisions } = owner;
      const plan = planRevision(owner.template, all);
      if (plan.type === 'keep') return { wanted: plan.revision, all, collisions };
      if (plan.type === 'renumber') {
        const wanted = await renumber(client, plan.revision, plan.number);
        return { wanted, all: all.map((each) => (each === plan.revision ? wanted : each)), collisions };
      }
      const made = await create(owner, plan.number);
      return { ...made, all: [...all, made.wanted] };
    },
    async truncate({ all }, rules) {
      for (const { metadata } of planHistory(all, rules)) {
        const { namespace = '', name = '' } = metadata;
        await client.delete(ControllerRevisions, { namespace, name });
      }
    },
  };
}

async function renumber(client: Client, { metadata }: Revision, number: number): Promise<Revision> {
  const { namespace = '', name = '' } = metadata;
  return viewRevision(
    await client.update(ControllerRevisions, { namespace, name }, (revision) => {
      revision.revision = number;
    }),
  );
}

interface NewRevision {
  readonly number: number;
  readonly hashLabel: string;
}

/** A revision is named by what it holds, so that one that is made twice is made once. Another of its name: next name. */
async function createRevision(
  client: Client,
  owner: RevisionOwner,
  { number, hashLabel }: NewRevision,
): Promise<Omit<History, 'all'>> {
  const { namespace = '' } = owner.metadata;
  for (let { collisions } = owner; ; collisions = (collisions ?? 0) + 1) {
    const revision = revisionOf(owner, shortHash(dataOf(owner.template), collisions), hashLabel);
    try {
      const made = await client.create(ControllerRevisions, { ...revision, revision: number });
      return { wanted: viewRevision(made), collisions };
    } catch (error) {
      if (!isStatus(error, 'AlreadyExists')) throw error;
    }
    const present = await client.get(ControllerRevisions, { namespace, name: revision.metadata.name ?? '' });
    if (present !== undefined && sameTemplate(templateOf(viewRevision(present)), owner.template)) {
      return { wanted: viewRevision(present), collisions };
    }
  }
}

/** The longest part of the owner's name that leaves room for the hash. */
const LONGEST_PREFIX = 223;

function revisionOf(owner: RevisionOwner, hash: string, hashLabel: string): Omit<ControllerRevision, 'revision'> {
  const { namespace = '', name = '', annotations = {} } = owner.metadata;
  return {
    apiVersion: ControllerRevisions.apiVersion,
    kind: ControllerRevisions.kind,
    metadata: {
      namespace,
      name: `${name.slice(0, LONGEST_PREFIX)}-${hash}`,
      labels: { ...owner.template.metadata?.labels, [hashLabel]: hash },
      annotations: { ...annotations },
      ownerReferences: [controllerReference(owner)],
    },
    data: dataOf(owner.template),
  };
}
