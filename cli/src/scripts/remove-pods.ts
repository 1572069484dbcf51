import { scriptMain } from '../run-script.ts';

export interface RemovePodsInput {
  readonly dataPath: string;
  readonly nodeName: string;
}

await scriptMain<RemovePodsInput>(async () => {});
