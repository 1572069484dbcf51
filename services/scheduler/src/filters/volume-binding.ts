import { chooseVolumes } from '../volumes/choose-volumes.ts';
import type { Filter } from './filter.ts';

/** The volumes of a Pod's claims must be within reach of its node, or be made for it there. */
export const volumeBinding: Filter = {
  name: 'VolumeBinding',
  refuse(_pod, { node }, { volumes }) {
    const chosen = chooseVolumes(volumes, node);
    return chosen.fits ? undefined : chosen.refusal;
  },
};
