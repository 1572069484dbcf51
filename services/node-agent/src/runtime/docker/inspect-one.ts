import type { Engine, InspectedContainer } from './engine.ts';

/** Looks at a container that must be there. */
export async function inspectOne(engine: Engine, id: string): Promise<InspectedContainer> {
  const container = await engine.inspect(id);
  if (container !== undefined) return container;
  throw new Error(`Cannot use container ${id}: it must stay until it is removed, got none`);
}
