import type { ImageFacts, NodeImage } from '../runtime.ts';
import type { Engine, InspectedImage } from './engine.ts';

/** What a name without a tag or digest means. */
const defaultTag = 'latest';

export interface ImageStore {
  image(name: string): Promise<ImageFacts | undefined>;
  pull(name: string, signal: AbortSignal): Promise<ImageFacts>;
  images(): Promise<NodeImage[]>;
}

export function createImageStore(engine: Engine): ImageStore {
  const image = async (name: string) => {
    const found = await engine.image(name);
    return found && factsOf(found);
  };
  return {
    image,
    async pull(name, signal) {
      await engine.pull(withTag(name), signal);
      const pulled = await image(name);
      if (pulled === undefined) throw new Error(`Cannot pull ${name}: the image must be there afterwards, got none`);
      return pulled;
    },
    async images() {
      const found = await engine.images();
      return found.map(({ RepoTags, RepoDigests, Size }) => ({
        names: [...(RepoDigests ?? []), ...(RepoTags ?? [])].filter((name) => !name.startsWith('<none>')),
        sizeBytes: Size,
      }));
    },
  };
}

/** The digest names the content wherever it came from; an image that no registry has seen has only its id. */
function factsOf({ Id, RepoDigests, Size, Config }: InspectedImage): ImageFacts {
  return { id: RepoDigests?.[0] ?? Id, sizeBytes: Size, user: Config?.User ?? '' };
}

/** Without a tag the Engine would pull every one there is. A colon before the last slash is a port's. */
function withTag(name: string): string {
  const tagged = name.includes('@') || name.slice(name.lastIndexOf('/') + 1).includes(':');
  return tagged ? name : `${name}:${defaultTag}`;
}
