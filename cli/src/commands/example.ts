import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Command, UsageError } from '../command.ts';
import { readRecord } from '../data/cluster-record.ts';
import { type DataFolder, describeDataFolder } from '../data/data-folder.ts';
import { ensureKubectl } from '../kubectl/ensure-kubectl.ts';
import { readWords } from '../options.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'examples');

export const example: Command = {
  usage: '[NN…|all] [--data DIR]',
  summary: 'Works through examples on the cluster that is up, and shows what happens; lists them where none is named.',
  run: async (args) => {
    const { words, dataPath } = readWords(args);
    const chosen = choose(words);
    if (chosen.length === 0) console.log(formatList());
    for (const name of chosen) {
      const code = await runCheck(name, describeDataFolder(dataPath));
      if (code !== 0) return code;
    }
    return 0;
  },
};

/** The folders of examples, the simplest first. */
function exampleNames(): string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).toSorted();
}

/** An example is named by its number or by its folder. */
function choose(words: readonly string[]): string[] {
  const names = exampleNames();
  if (words.length === 1 && words[0] === 'all') return names;
  return words.map((word) => {
    const found = names.find((name) => name === word || name.startsWith(`${word.padStart(2, '0')}-`));
    if (found === undefined) throw new UsageError(`there is no example ${word}; there are:\n${formatList()}`);
    return found;
  });
}

function formatList(): string {
  return exampleNames()
    .map((name) => `  ${name}: ${/^# (.*)$/m.exec(readFileSync(join(folder, name, 'README.md'), 'utf8'))?.[1]}`)
    .join('\n');
}

async function runCheck(name: string, data: DataFolder): Promise<number> {
  const record = readRecord(data);
  const child = spawn(join(folder, name, 'check'), {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [root, process.env.PATH].join(delimiter),
      KUBECTL: process.env.KUBECTL ?? (await ensureKubectl()),
      KUBECONFIG: data.kubeconfig,
      FLOTILLA_DATA: data.path,
      ...(record?.proxy && { HTTP_PORT: `${record.proxy.http}`, HTTPS_PORT: `${record.proxy.https}` }),
    },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
