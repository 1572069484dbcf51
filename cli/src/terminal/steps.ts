/** Says one line of the work under way: a package being fetched, a file being written. */
export type Note = (text: string) => void;

/** Shows what is being done, how far it is, and how long it took. Steps may run side by side. */
export interface Steps {
  run<T>(title: string, work: (note: Note) => Promise<T>): Promise<T>;
  say(line: string): void;
  /** Nothing more is shown of work under way. */
  close(): void;
}

export interface StepsOutput {
  /** Gets whole lines without their newline. */
  line(text: string): void;
  /** Shows a last line that the next one replaces; absent where the output is no terminal. */
  readonly replaceable?: (text: string) => void;
}

interface Running {
  readonly title: string;
  readonly startedMs: number;
  note: string;
}

/** A terminal is redrawn often enough to look alive; a log gets a line when a step is slow. */
const redrawEveryMs = 100;
const slowAfterMs = 5_000;

export function createSteps(output: StepsOutput, nowMs: () => number = Date.now): Steps {
  const running = new Set<Running>();
  const { replaceable } = output;
  const draw = () => replaceable?.([...running].map((step) => describeRunning(step, nowMs())).join('; '));
  const line = (text: string) => {
    replaceable?.('');
    output.line(text);
    draw();
  };
  const tellSlow = () => {
    for (const step of running) line(`  … ${describeRunning(step, nowMs())}`);
  };
  const timer = replaceable ? setInterval(draw, redrawEveryMs) : setInterval(tellSlow, slowAfterMs);
  timer.unref();
  return {
    run: async (title, work) => {
      const step: Running = { title, startedMs: nowMs(), note: '' };
      running.add(step);
      draw();
      try {
        const result = await work((text) => {
          step.note = text;
        });
        running.delete(step);
        line(`  ✓ ${title}  ${seconds(nowMs() - step.startedMs)}`);
        return result;
      } finally {
        running.delete(step);
      }
    },
    say: line,
    close: () => {
      clearInterval(timer);
      running.clear();
      draw();
    },
  };
}

function describeRunning(step: Running, nowMs: number): string {
  const note = step.note === '' ? '' : ` (${step.note.slice(0, 60)})`;
  return `${step.title}${note} ${seconds(nowMs - step.startedMs)}`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
