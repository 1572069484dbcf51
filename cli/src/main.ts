import { UsageError } from './command.ts';
import { commandNames, formatHelp, loadCommand } from './commands.ts';

/** `flotilla <command> …`: finds the command, runs it, and exits with its code. */
const [name = 'help', ...args] = process.argv.slice(2);

// Who reads may stop reading, as `| head` does; a cluster must not end for it.
process.stdout.on('error', () => {});

if (['help', '--help', '-h'].includes(name)) {
  console.log(await formatHelp());
} else if (!commandNames.includes(name)) {
  console.error(`flotilla: there is no command ${JSON.stringify(name)}, only ${commandNames.join(', ')}`);
  process.exitCode = 2;
} else {
  await runCommand(name);
}

async function runCommand(found: string): Promise<void> {
  const command = await loadCommand(found);
  if (args[0] === '--help' || args[0] === '-h') {
    console.log(`flotilla ${found} ${command.usage}\n${command.summary}`);
    return;
  }
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    console.error(`flotilla ${found}: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError) console.error(`usage: flotilla ${found} ${command.usage}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
