import { type Controller, controller, done } from '@flotilla/controller';
import { localVolumes } from '@flotilla/kinds';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { StorageClasses } from '../objects/kinds.ts';

const NAME = 'standard';

/** The class of claims that ask for none: a folder on the disk of the node where the first Pod comes to run. */
const standard: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: NAME, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: localVolumes.provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
};

/** Makes the class once, at the start. What becomes of it then is up to its users. */
export function localClassController(client: Client): Controller {
  return controller('local-class')
    .always(NAME)
    .reconciles(async () => {
      if ((await client.get(StorageClasses, { name: NAME })) !== undefined) return done;
      try {
        await client.create(StorageClasses, standard);
      } catch (error) {
        if (!isStatus(error, 'AlreadyExists')) throw error;
      }
      return done;
    });
}
