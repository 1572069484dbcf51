import type { StepsOutput } from '../terminal/steps.ts';

/** What a detached `up` tells the one that started it. */
export type DetachedMessage = { readonly line: string } | { readonly up: true };

/** The output of an `up` that was started by `up --detach`; undefined for one that was typed. */
export function outputForParent(): { output: StepsOutput; finish(): void } | undefined {
  if (process.send === undefined) return undefined;
  const tell = (message: DetachedMessage) => {
    if (process.connected) process.send?.(message);
  };
  return {
    output: {
      line: (line) => {
        console.log(line);
        tell({ line });
      },
    },
    finish: () => {
      tell({ up: true });
      process.disconnect();
    },
  };
}
