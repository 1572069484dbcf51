import { type Controller, controller } from '@flotilla/controller';

/** How far the proxy has come. */
export interface Progress {
  loaded(revision: number): void;
  /** Repeats it while this process leads. */
  readonly controller: Controller;
}

/** Who has said nothing for three seconds counts as gone. */
const REPEAT_MS = 1_000;

/** Says a revision as soon as it is loaded, and again and again until there is another. */
export function createProgress(say: (revision: number) => void): Progress {
  let last: number | undefined;
  return {
    loaded(revision) {
      last = revision;
      say(revision);
    },
    controller: controller('ingress-progress')
      .always('loaded')
      .reconciles(async () => {
        if (last !== undefined) say(last);
        return { againAfterMs: REPEAT_MS };
      }),
  };
}
