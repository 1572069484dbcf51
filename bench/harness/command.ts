import { execFile } from 'node:child_process';

/** Runs a program to its end and resolves with its output; rejects, with what it complained of, unless it ends with 0. */
export function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new Error(`Cannot run ${program} ${args.join(' ')}: ${stderr.trim() || stdout.trim() || error.message}`),
        );
    });
  });
}
