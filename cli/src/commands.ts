import type { Command } from './command.ts';

/** Every command, loaded when it is asked for: `up` stays resident, and holds nothing of the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.ts')).up,
  down: async () => (await import('./commands/down.ts')).down,
  status: async () => (await import('./commands/status.ts')).status,
  kubectl: async () => (await import('./commands/kubectl.ts')).kubectl,
  node: async () => (await import('./commands/node.ts')).node,
  example: async () => (await import('./commands/example.ts')).example,
  trace: async () => (await import('./commands/trace.ts')).trace,
  test: async () => (await import('./commands/test.ts')).test,
};

export const commandNames: readonly string[] = Object.keys(commands);

/** Throws where there is no such command. */
export function loadCommand(name: string): Promise<Command> {
  const load = commands[name];
  if (load === undefined) throw new Error(`Cannot run ${name}: there is no such command`);
  return load();
}

export async function formatHelp(): Promise<string> {
  const lines = await Promise.all(
    commandNames.map(async (name) => {
      const { usage, summary } = await loadCommand(name);
      return `  flotilla ${name} ${usage}\n      ${summary}`;
    }),
  );
  return ['Flotilla: the Kubernetes API on NATS, Redis and plain Docker hosts.', '', ...lines].join('\n');
}
