import { flushCompileCache } from 'node:module';
import { type Component, startAll, stopAll } from './lifecycle.ts';
import { createLogger, type Logger } from './logger.ts';
import { loadSettings } from './read-settings.ts';
import { giveBackAtRest } from './rest.ts';
import type { Settings } from './settings.ts';
import { onParentGone, tellReady } from './supervision.ts';

/** The end of a supervisor must end its children within 5 s, so a stop that hangs is cut off before that. */
const stopWithinMs = 4_000;

export interface ProcessContext {
  readonly settings: Settings;
  readonly logger: Logger;
}

/**
 * Runs a service as a process of its own. `build` constructs the components from the settings file; they are started in
 * order, the supervisor is told, and on SIGTERM, SIGINT, SIGHUP or the end of the parent the signal is aborted and they
 * are stopped in reverse. Exits with 0 after that, and with 1 where something was thrown that nobody caught: what a
 * process cannot handle ends it, and its supervisor starts it again.
 */
export async function runProcess(
  name: string,
  build: (signal: AbortSignal, context: ProcessContext) => Promise<readonly Component[]>,
): Promise<void> {
  const context = createContext(name);
  const stopping = new AbortController();
  dieOnUncaught(context.logger);
  stopOnRequest(stopping, context.logger);
  const { signal } = stopping;
  let started: readonly Component[] = [];
  try {
    started = await startAll(await build(signal, context), signal);
  } catch (error) {
    if (!signal.aborted) die(context.logger, error);
  }
  if (!signal.aborted) {
    tellReady();
    // Type stripping costs 17 MB a process; its cached result costs the next start nothing.
    flushCompileCache();
    giveBackAtRest(signal);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  await stopAll(started, context.logger);
  process.exit(0);
}

function createContext(name: string): ProcessContext {
  const fields = { process: name };
  try {
    const settings = loadSettings();
    return { settings, logger: createLogger({ level: settings.logLevel, fields }) };
  } catch (error) {
    return die(createLogger({ fields }), error);
  }
}

function stopOnRequest(stopping: AbortController, logger: Logger): void {
  const stop = (cause: string) => {
    if (stopping.signal.aborted) return;
    logger.info('stopping', { cause });
    setTimeout(
      () => die(logger, new Error(`Cannot stop: components must stop within ${stopWithinMs} ms`)),
      stopWithinMs,
    );
    stopping.abort();
  };
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => stop(name));
  onParentGone(() => stop('the parent process is gone'));
}

function dieOnUncaught(logger: Logger): void {
  process.on('uncaughtException', (error) => die(logger, error));
  process.on('unhandledRejection', (reason) => die(logger, reason));
}

function die(logger: Logger, error: unknown): never {
  logger.error('process failed', { error });
  process.exit(1);
}
