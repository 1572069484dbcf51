/** How loud a line is, the quietest first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** What a line tells beside its message. Errors are written with their stack and cause. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes JSON lines. A message is a constant; what varies goes into the fields. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Logger;
}

export interface LoggerOptions {
  /** The quietest level that is written; `info` by default. */
  readonly level?: LogLevel;
  readonly fields?: LogFields;
  /** Gets each line with its newline; standard error by default. */
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
}

/** A line is `{"time":…,"level":…,"message":…,…fields}`. Logging never throws. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'info', fields = {}, now = () => new Date() } = options;
  const write = options.write ?? ((line: string) => process.stderr.write(line));
  const log = (lineLevel: LogLevel) => {
    if (logLevels.indexOf(lineLevel) < logLevels.indexOf(level)) return () => {};
    return (message: string, lineFields: LogFields = {}) => {
      write(formatLine({ time: now().toISOString(), level: lineLevel, message, ...fields, ...lineFields }));
    };
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    with: (more) => createLogger({ ...options, fields: { ...fields, ...more } }),
  };
}

function formatLine(line: LogFields): string {
  try {
    return `${JSON.stringify(line, writable)}\n`;
  } catch (error) {
    // A field with a cycle or a throwing toJSON. The message still has to come out.
    const { time, level, message } = line;
    return `${JSON.stringify({ time, level, message, unwritableFields: String(error) })}\n`;
  }
}

function writable(_name: string, value: unknown): unknown {
  if (value instanceof Error) return describeError(value);
  if (typeof value === 'bigint') return value.toString();
  return value;
}

function describeError(error: Error): LogFields {
  const own = Object.fromEntries(Object.entries(error));
  return { name: error.name, message: error.message, ...own, stack: error.stack, cause: error.cause };
}
