import { parseArgs } from 'node:util';
import { type Command, UsageError } from '../command.ts';
import { defaultDataPath, describeDataFolder } from '../data/data-folder.ts';
import { parseReference } from '../trace/object-reference.ts';
import { renderTrace, renderTraceJson } from '../trace/render-trace.ts';
import { traceObject } from '../trace/trace-object.ts';

/** For a reader that is no terminal, as a file. */
const plainWidth = 120;

const options = {
  namespace: { type: 'string', short: 'n', default: 'default' },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
} as const;

export const trace: Command = {
  usage: '<kind>/<name> [-n <namespace>] [--json] [--data <folder>]',
  summary: 'Shows how an object came to be, from the request to the last thing it caused, as a waterfall.',
  async run(args) {
    const { object, namespace, json, data = defaultDataPath() } = readArguments(args);
    const { kinds } = await import('@flotilla/kinds');
    const key = parseReference(object, namespace, kinds.all);
    const found = await traceObject(describeDataFolder(data).telemetry, key);
    process.stdout.write(json ? renderTraceJson(found) : renderTrace(found, process.stdout.columns ?? plainWidth));
    return 0;
  },
};

function readArguments(args: readonly string[]) {
  const { values, positionals } = parse(args);
  const [object, ...others] = positionals;
  if (object === undefined || others.length > 0) {
    throw new UsageError(`one object must be given, such as pod/hello, got ${positionals.length}`);
  }
  return { object, ...values };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
