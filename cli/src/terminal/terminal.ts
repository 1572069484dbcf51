import type { StepsOutput } from './steps.ts';

/** Standard output, as steps are shown on it. */
export function terminalOutput(stream: NodeJS.WriteStream = process.stdout): StepsOutput {
  const line = (text: string) => stream.write(`${text}\n`);
  if (!stream.isTTY) return { line };
  return {
    line,
    // Back to the first column, and the rest of the line erased (ECMA-48: EL).
    replaceable: (text) => stream.write(`\r\u001b[K${text === '' ? '' : `  ${text.slice(0, stream.columns - 3)}`}`),
  };
}
