import { type Document, isScalar, LineCounter, parseAllDocuments, type Tags, visit, type YAMLError } from 'yaml';
import { readJson } from '../json/read-json.ts';
import { DEPTH_LIMIT } from '../json/scan-json.ts';
import type { Json } from '../json.ts';

/** Text that is no YAML. Where the reference has words for it, the message is in them. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

export interface ReadYaml {
  readonly value: Json;
  /** What strict decoding complains of: keys that are repeated. Of them the last one counts. */
  readonly complaint?: string;
}

/**
 * How much a document may become when its aliases are written out, in nodes and characters together. A request's body
 * is at most 3 MiB, so that only aliases can pass this.
 */
const EXPANDED_LIMIT = 10_000_000;

/**
 * Reads the first document of YAML 1.1, as the reference does: `yes` is true, `017` is 15, but dates and `1:30` are
 * text. Throws YamlError.
 */
export function readYaml(text: string): ReadYaml {
  return readAsJson(text) ?? readDocument(text);
}

/** What most clients send as YAML is JSON, which is read a hundred times faster. */
function readAsJson(text: string): ReadYaml | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value = readJson(text);
    return JSON.stringify(value) === text.trim() ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function readDocument(text: string): ReadYaml {
  const lines = new LineCounter();
  try {
    const [document] = parseAllDocuments(text, { ...OPTIONS, lineCounter: lines });
    if (document === undefined) return { value: null };
    const [error] = document.errors;
    if (error !== undefined) throw translate(error, text, document.errors);
    const value = new Expansion().copy(document.toJS({ maxAliasCount: -1 }), 0);
    const repetitions = findRepetitions(document, lines);
    if (repetitions.length === 0) return { value };
    return { value, complaint: `yaml: unmarshal errors:\n${repetitions.join('\n')}` };
  } catch (error) {
    throw asYamlError(error);
  }
}

/** `TIME` is `1:30`, which YAML 1.1 counts in sixties. */
const OPTIONS = {
  version: '1.1',
  merge: true,
  uniqueKeys: false,
  logLevel: 'silent',
  customTags: (tags: Tags): Tags =>
    tags.filter((tag) => typeof tag === 'string' || !(TEXT_TAGS.has(tag.tag) || tag.format === 'TIME')),
} as const;

const TEXT_TAGS: ReadonlySet<string> = new Set(
  ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Writes aliases out, each into a copy of its own, within limits. */
class Expansion {
  #size = 0;

  copy(value: unknown, depth: number): Json {
    this.#size += typeof value === 'string' ? value.length + 1 : 1;
    if (this.#size > EXPANDED_LIMIT) throw new YamlError('yaml: document contains excessive aliasing');
    if (depth > DEPTH_LIMIT) throw new YamlError(`yaml: exceeded max depth of ${DEPTH_LIMIT}`);
    if (Array.isArray(value)) return value.map((item) => this.copy(item, depth + 1));
    if (typeof value === 'object' && value !== null) return this.#copyObject(value, depth + 1);
    if (typeof value === 'number' && !Number.isFinite(value)) throw unsupported(value);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }

  #copyObject(value: object, depth: number): Json {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.copy(member, depth)]));
  }
}

function unsupported(number: number): YamlError {
  const name = Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf';
  return new YamlError(`json: unsupported value: ${name}`);
}

function findRepetitions(document: Document, lines: LineCounter): string[] {
  const found: string[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const line = lines.linePos(key.range?.[0] ?? 0).line;
        if (seen.has(key.value)) found.push(`  line ${line}: key ${JSON.stringify(key.value)} already set in map`);
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** What the reference says where the parser here says this, and which part of it says so: they count lines differently. */
const WORDS: readonly (readonly [RegExp, string, 'scanner' | 'parser'])[] = [
  [
    /reserved character|directive indicator|Tabs are not allowed/,
    'found character that cannot start any token',
    'scanner',
  ],
  [/^Nested mappings/, 'mapping values are not allowed in this context', 'scanner'],
  [/^Flow map/, "did not find expected ',' or '}'", 'parser'],
  [/^Flow sequence/, "did not find expected ',' or ']'", 'parser'],
  [/quote/, 'found unexpected end of stream', 'scanner'],
  [/block-seq-ind/, 'block sequence entries are not allowed in this context', 'scanner'],
  [/^Unexpected scalar/, "could not find expected ':'", 'scanner'],
  [/same column/, 'did not find expected key', 'parser'],
  [/call stack/, `exceeded max depth of ${DEPTH_LIMIT}`, 'scanner'],
];

function translate(error: YAMLError, text: string, all: readonly YAMLError[]): YamlError {
  const said = error.message.replace(/ at line \d+.*$/s, '');
  const [, what, part] = WORDS.find(([pattern]) => pattern.test(said)) ?? [undefined, said, 'scanner'];
  const line = part === 'parser' ? parserLine(error, text) : scannerLine(error, all);
  const words = /^Flow/.test(said) && endsInComma(text, error) ? 'did not find expected node content' : what;
  return new YamlError(`yaml: ${line === 0 ? '' : `line ${line}: `}${words}`, { cause: error });
}

/** The line at which what is wrong ends; on the first one the reference gives no number. */
function scannerLine({ pos: [start] }: YAMLError, all: readonly YAMLError[]): number {
  const lines = all.filter(({ pos }) => pos[0] === start).map(({ linePos }) => linePos?.at(-1)?.line ?? 1);
  const line = Math.max(...lines);
  return line > 1 ? line : 0;
}

/** The line before; the end of the text is on a line of its own. */
function parserLine({ linePos, pos: [start] }: YAMLError, text: string): number {
  const line = linePos?.[0].line ?? 1;
  return start >= text.length && !text.endsWith('\n') ? line : line - 1;
}

function endsInComma(text: string, { pos: [start] }: YAMLError): boolean {
  return text.slice(0, start).trimEnd().endsWith(',');
}

/** An alias without an anchor is a ReferenceError of the parser; too deep a text ends its stack. */
function asYamlError(error: unknown): unknown {
  if (error instanceof YamlError) return error;
  if (error instanceof RangeError) return new YamlError(`yaml: exceeded max depth of ${DEPTH_LIMIT}`, { cause: error });
  if (!(error instanceof ReferenceError)) return error;
  const alias = /: (.*)$/.exec(error.message)?.[1] ?? '';
  return new YamlError(`yaml: unknown anchor '${alias}' referenced`, { cause: error });
}
