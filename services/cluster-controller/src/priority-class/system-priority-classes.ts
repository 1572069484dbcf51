import { type Controller, controller, done } from '@flotilla/controller';
import { systemPriorityClasses } from '@flotilla/kinds';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { PriorityClasses } from '../objects/kinds.ts';

/** Makes the classes of the system's own Pods, once, at the start: nobody may delete them. */
export function systemPriorityClassController(client: Client): Controller {
  return controller('system-priority-classes')
    .always('all')
    .reconciles(async () => {
      for (const priorityClass of systemPriorityClasses) {
        const { name = '' } = priorityClass.metadata;
        if ((await client.get(PriorityClasses, { name })) !== undefined) continue;
        try {
          await client.create(PriorityClasses, priorityClass);
        } catch (error) {
          if (!isStatus(error, 'AlreadyExists')) throw error;
        }
      }
      return done;
    });
}
