import type { Json, JsonObject } from '../json.ts';
import { unexpectedCharacter } from './json-error.ts';
import { endOfNumber, endOfString, endOfWord } from './scan-literal.ts';

/**
 * How deep arrays and objects may stand in each other. The reference allows 10,000; here it is what can be printed again,
 * since V8's JSON.stringify runs out of stack between 1,000 and 3,000.
 */
export const DEPTH_LIMIT = 1000;

/** An object's members in the order of the text, repeated keys and all. */
export type Members = readonly (readonly [key: string, value: Json])[];

export interface ScannedJson {
  readonly value: Json;
  /** The members of those objects in which a key is repeated. In the object itself the last one counts. */
  readonly repeated: ReadonlyMap<JsonObject, Members>;
}

/** Reads JSON slowly, a character at a time: to say what is wrong with it, or to see repeated keys. Throws JsonError. */
export function scanJson(text: string): ScannedJson {
  return new Scanner(text).scan();
}

/** An array or object that is being read. */
interface Open {
  readonly value: Json[] | JsonObject;
  /** Of an object: all that was read. */
  readonly members: [string, Json][];
  /** Of an object: the key that the next value belongs to. */
  key: string;
}

/** A stack in place of recursion, so that deep text ends in an error and not in a stack overflow. */
class Scanner {
  readonly #text: string;
  readonly #open: Open[] = [];
  readonly #repeated = new Map<JsonObject, Members>();
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ScannedJson {
    let value = this.#readValue();
    for (let container = this.#open.at(-1); container !== undefined; container = this.#open.at(-1)) {
      if (value !== undefined) add(container, value);
      value = this.#readOn(container, value !== undefined);
    }
    if (this.#next() !== '') throw this.#unexpected('after top-level value');
    return { value: value ?? null, repeated: this.#repeated };
  }

  /** The next value of a container, or the container itself where it ends; undefined where another one opens. */
  #readOn(container: Open, hasMembers: boolean): Json | undefined {
    const isArray = Array.isArray(container.value);
    const end = isArray ? ']' : '}';
    if (this.#next() === end) {
      this.#position += 1;
      return this.#close(container);
    }
    if (hasMembers) this.#skip(',', isArray ? 'after array element' : 'after object key:value pair');
    if (!isArray) container.key = this.#readKey();
    return this.#readValue();
  }

  /** A literal whole; of an array or object only its beginning. */
  #readValue(): Json | undefined {
    const sign = this.#next();
    if (sign === '{' || sign === '[') return this.#begin(sign);
    if (sign === '"') return this.#literal(endOfString);
    if (sign === '-' || (sign >= '0' && sign <= '9')) return this.#literal(endOfNumber);
    const word = WORDS.get(sign);
    if (word === undefined) throw this.#unexpected('looking for beginning of value');
    return this.#literal((text, start) => endOfWord(text, start, word));
  }

  #begin(sign: '{' | '['): undefined {
    if (this.#open.length === DEPTH_LIMIT) throw this.#unexpected('exceeded max depth');
    this.#open.push({ value: sign === '[' ? [] : {}, members: [], key: '' });
    this.#position += 1;
  }

  #close(container: Open): Json {
    this.#open.pop();
    const { value, members } = container;
    if (!Array.isArray(value) && members.length > Object.keys(value).length) this.#repeated.set(value, members);
    return value;
  }

  #readKey(): string {
    if (this.#next() !== '"') throw this.#unexpected('looking for beginning of object key string');
    const key = String(this.#literal(endOfString));
    this.#skip(':', 'after object key');
    return key;
  }

  #literal(endOf: (text: string, start: number) => number): Json {
    const start = this.#position;
    this.#position = endOf(this.#text, start);
    return JSON.parse(this.#text.slice(start, this.#position));
  }

  #skip(sign: string, where: string): void {
    if (this.#next() !== sign) throw this.#unexpected(where);
    this.#position += 1;
  }

  /** The next sign that is no space; empty at the end. */
  #next(): string {
    while (SPACES.has(this.#text.charCodeAt(this.#position))) this.#position += 1;
    return this.#text.charAt(this.#position);
  }

  #unexpected(where: string): Error {
    return unexpectedCharacter(this.#text, this.#position, where);
  }
}

const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const WORDS: ReadonlyMap<string, string> = new Map([
  ['t', 'true'],
  ['f', 'false'],
  ['n', 'null'],
]);

function add({ value, members, key }: Open, member: Json): void {
  if (Array.isArray(value)) {
    value.push(member);
    return;
  }
  members.push([key, member]);
  // Assigning to this name would change the prototype; JSON.parse makes a member of it.
  if (key === '__proto__') Object.defineProperty(value, key, { value: member, ...OWN });
  else value[key] = member;
}

const OWN = { enumerable: true, configurable: true, writable: true };
