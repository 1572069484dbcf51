import { type Clock, type Controller, controller, done, type Result } from '@flotilla/controller';
import { formatTime, isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { Namespaces } from '../objects/kinds.ts';
import { namespaceConditions } from './namespace-conditions.ts';
import type { Findings, NamespaceContent } from './namespace-content.ts';

const FINALIZER = 'kubernetes';
/** How soon to look again at what takes its time to go; the end of a Pod is heard of at once. */
const AGAIN_MS = 2000;

/**
 * Empties namespaces that are being deleted and lets them go. Pods end first, so that what they use is there until
 * then. Source: KEP-5080, ordered namespace deletion.
 */
export function namespaceController(
  { client, content, clock }: { readonly client: Client; readonly content: NamespaceContent; readonly clock: Clock },
  { namespaces, pods }: Informers,
): Controller {
  const tell = (name: string, findings: Findings) =>
    client.updateStatus(Namespaces, { name }, (namespace) => {
      const { conditions = [] } = namespace.status ?? {};
      const next = namespaceConditions(conditions, findings, formatTime(clock.now()));
      namespace.status = { ...namespace.status, conditions: next };
    });
  const letGo = (name: string) =>
    client.update(
      Namespaces,
      { name },
      (namespace) => {
        const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
        namespace.spec = { ...namespace.spec, finalizers };
      },
      'finalize',
    );
  const empty = async (name: string, signal: AbortSignal): Promise<Result> => {
    const ending = await content.sweep(name, content.pods, signal);
    const findings = isEmpty(ending) ? await content.sweep(name, content.others, signal) : ending;
    if (signal.aborted) return done;
    if (isEmpty(findings)) await letGo(name);
    else await tell(name, findings);
    return isEmpty(findings) ? done : { againAfterMs: AGAIN_MS };
  };
  return controller('namespace')
    .for(namespaces)
    .watches(pods, ({ before, after }) =>
      before !== undefined && after === undefined && namespaces.get(before.namespace)?.isTerminating
        ? [before.namespace]
        : [],
    )
    .reconciles(async (name, signal) => {
      const namespace = namespaces.get(name);
      if (namespace === undefined || !namespace.isTerminating || !namespace.finalizers.includes(FINALIZER)) return done;
      try {
        return await empty(name, signal);
      } catch (error) {
        // The namespace itself has gone meanwhile.
        if (isStatus(error, 'NotFound')) return done;
        throw error;
      }
    });
}

const isEmpty = ({ remaining, failures }: Findings): boolean => remaining.length + failures.length === 0;
