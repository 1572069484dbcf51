import type { Container, Pod, Volume } from '@flotilla/kinds/core/v1';

/** What a Pod's node needs besides the Pod: `namespace/name`, each once. */
export interface References {
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
  readonly claims: readonly string[];
}

/** Everything that the Pod names, optional or not, there or not. */
export function referencesOf({ metadata, spec }: Pod): References {
  const containers: readonly Container[] = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const env = containers.flatMap((container) => container.env ?? []).map(({ valueFrom }) => valueFrom);
  const envFrom = containers.flatMap((container) => container.envFrom ?? []);
  const volumes = (spec?.volumes ?? []).flatMap(sourcesOf);
  const paths = (names: readonly (string | undefined)[]): string[] =>
    [...new Set(names)]
      .filter((name) => name !== undefined && name !== '')
      .map((name) => `${metadata?.namespace}/${name}`);
  return {
    configMaps: paths([
      ...env.map((from) => from?.configMapKeyRef?.name),
      ...envFrom.map((from) => from.configMapRef?.name),
      ...volumes.map(({ configMap }) => configMap),
    ]),
    secrets: paths([
      ...env.map((from) => from?.secretKeyRef?.name),
      ...envFrom.map((from) => from.secretRef?.name),
      ...volumes.map(({ secret }) => secret),
      ...(spec?.imagePullSecrets ?? []).map(({ name }) => name),
    ]),
    claims: paths((spec?.volumes ?? []).map((volume) => claimOf(volume, metadata?.name))),
  };
}

/** A volume with a template has a claim made for it, under the name of its Pod and its own. */
function claimOf({ name, persistentVolumeClaim, ephemeral }: Volume, podName: string | undefined): string | undefined {
  return ephemeral === undefined ? persistentVolumeClaim?.claimName : `${podName}-${name}`;
}

interface VolumeReference {
  readonly configMap?: string | undefined;
  readonly secret?: string | undefined;
}

function sourcesOf({ configMap, secret, projected }: Volume): VolumeReference[] {
  const parts = (projected?.sources ?? []).map((part) => ({
    configMap: part.configMap?.name,
    secret: part.secret?.name,
  }));
  return [{ configMap: configMap?.name, secret: secret?.secretName }, ...parts];
}
