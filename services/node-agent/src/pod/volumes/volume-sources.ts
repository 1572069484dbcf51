import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { EnvironmentSources } from '../environment/sources.ts';

/** What a Pod's volumes may refer to, besides the Pod. */
export interface VolumeSources extends EnvironmentSources {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  persistentVolume(name: string): PersistentVolume | undefined;
}
