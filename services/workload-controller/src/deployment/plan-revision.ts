import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import type { DeploymentView } from './deployment-view.ts';
import { REPLICAS_ANNOTATIONS } from './replicas-annotations.ts';

/** Source: Kubernetes documentation, "Deployments", Checking Rollout History. */
export const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';

/** What is each object's own, and is not copied from a Deployment to its ReplicaSets or back. */
const OWN: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  'deprecated.deployment.rollback.to',
  ...REPLICAS_ANNOTATIONS,
]);

/** So that the list of revisions that a ReplicaSet once was stays bounded; in characters, as upstream's. */
const LONGEST_HISTORY = 2000;

type Annotations = Readonly<Record<string, string>>;

/** 0 where there is none; undefined where what there is is no number of 64 bits. */
export function revisionOf({ annotations = {} }: { readonly annotations?: Annotations }): bigint | undefined {
  const text = annotations[REVISION] ?? '0';
  if (!/^-?\d+$/.test(text)) return undefined;
  const revision = BigInt(text);
  return revision === BigInt.asIntN(64, revision) ? revision : undefined;
}

function newestRevision(sets: readonly ReplicaSetView[]): bigint {
  return sets.reduce((newest, { metadata }) => {
    const revision = revisionOf(metadata) ?? 0n;
    return revision > newest ? revision : newest;
  }, 0n);
}

/** The annotations that the new ReplicaSet should have: its Deployment's, and the number of its revision. */
export function annotationsOfCurrent(
  deployment: DeploymentView,
  present: Annotations,
  old: readonly ReplicaSetView[],
): Annotations {
  const copied = { ...present, ...shared(deployment.metadata.annotations) };
  const before = revisionOf({ annotations: present });
  const next = newestRevision(old) + 1n;
  if (before === undefined || before >= next) return copied;
  const numbered = { ...copied, [REVISION]: String(next) };
  return present[REVISION] === undefined ? numbered : { ...numbered, [HISTORY]: longer(present) };
}

function shared(annotations: Annotations = {}): Annotations {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !OWN.has(name)));
}

/** The oldest revisions are forgotten where the list gets too long. */
function longer({ [HISTORY]: history = '', [REVISION]: revision = '' }: Annotations): string {
  const revisions = [...history.split(',').filter((each) => each !== ''), revision];
  while (revisions.join(',').length > LONGEST_HISTORY) revisions.shift();
  return revisions.join(',');
}
