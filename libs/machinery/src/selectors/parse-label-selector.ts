import { checkLabelKey } from '../names/label-names.ts';
import { invalid } from '../status/field-error.ts';
import { badRequestError } from '../status/status-error.ts';
import { createLabelMatcher, type LabelMatcher, validRequirement } from './label-matcher.ts';
import type { LabelOperator, LabelRequirement } from './label-requirement.ts';

/** A sign, a word, or the empty string at the end of the text. */
type Token = string;

/** Spaces, then a sign or a word. */
const TOKEN = /[ \t\r\n]*(==|!=|[=!(),<>]|[^=!(),<> \t\r\n]+)/gy;
const SIGNS: ReadonlySet<Token> = new Set(['', '=', '==', '!=', '!', '(', ')', ',', '<', '>']);

const BINARY: ReadonlyMap<Token, LabelOperator> = new Map([
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['in', 'in'],
  ['notin', 'notin'],
  ['>', 'gt'],
  ['<', 'lt'],
]);

/**
 * Parses the `labelSelector` of a query: `app=web,tier in (a,b),!legacy`. Throws BadRequest with upstream's words.
 * Source: Kubernetes documentation, "Labels and Selectors".
 */
export function parseLabelSelector(text: string): LabelMatcher {
  const tokens = new Tokens(text);
  const requirements: LabelRequirement[] = [];
  if (!startsRequirement(tokens.next) && tokens.next !== '') {
    throw unexpected(tokens.next, "', expected: !, identifier, or 'end of string'");
  }
  while (tokens.next !== '') {
    requirements.push(readRequirement(tokens));
    const separator = tokens.take();
    if (separator === '') break;
    if (separator !== ',') throw unexpected(separator, "', expected: ',' or 'end of string'");
    if (!startsRequirement(tokens.next)) throw unexpected(tokens.next, "', expected: identifier after ','");
  }
  return createLabelMatcher(requirements);
}

/** What of the text has not been read. */
class Tokens {
  readonly #tokens: Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = Array.from(text.matchAll(TOKEN), ([, token = '']) => token);
  }

  get next(): Token {
    return this.#tokens[this.#position] ?? '';
  }

  take(): Token {
    const token = this.next;
    this.#position += 1;
    return token;
  }
}

const PREFIX = 'unable to parse requirement: ';

function readRequirement(tokens: Tokens): LabelRequirement {
  const negated = tokens.next === '!';
  if (negated) tokens.take();
  const key = readKey(tokens);
  if (negated) return validRequirement({ key, operator: '!', values: [] }, PREFIX);
  if (tokens.next === '' || tokens.next === ',') {
    return validRequirement({ key, operator: 'exists', values: [] }, PREFIX);
  }
  const operator = readOperator(tokens);
  const values = operator === 'in' || operator === 'notin' ? readValues(tokens) : [readExactValue(tokens)];
  return validRequirement({ key, operator, values }, PREFIX);
}

function readKey(tokens: Tokens): string {
  const key = tokens.take();
  if (!isWord(key)) throw unexpected(key, "', expected: identifier", PREFIX);
  const complaints = checkLabelKey(key);
  if (complaints.length === 0) return key;
  const { field, message } = invalid('<nil>', key, complaints.join('; '));
  throw badRequestError(`${PREFIX}${field}: ${message}`);
}

function readOperator(tokens: Tokens): LabelOperator {
  const token = tokens.take();
  const operator = BINARY.get(token);
  if (operator === undefined) throw unexpected(token, "', expected: in, notin, =, ==, !=, gt, lt", PREFIX);
  return operator;
}

function readExactValue(tokens: Tokens): string {
  if (tokens.next === '' || tokens.next === ',') return '';
  const value = tokens.take();
  if (!isWord(value)) throw unexpected(value, "', expected: identifier", PREFIX);
  return value;
}

/** `(a,b)`; an empty place stands for the empty value. Sorted, without repetitions. */
function readValues(tokens: Tokens): string[] {
  const open = tokens.take();
  if (open !== '(') throw unexpected(open, "' expected: '('", PREFIX);
  if (!isWord(tokens.next) && tokens.next !== ',' && tokens.next !== ')') {
    throw unexpected(tokens.next, "', expected: ',', ')' or identifier", PREFIX);
  }
  const values = new Set<string>();
  do {
    values.add(isWord(tokens.next) ? readListed(tokens) : '');
  } while (readsOn(tokens));
  return [...values].sort();
}

function readListed(tokens: Tokens): string {
  const value = tokens.take();
  if (tokens.next !== ',' && tokens.next !== ')') throw unexpected(tokens.next, "', expected: ',' or ')'", PREFIX);
  return value;
}

function readsOn(tokens: Tokens): boolean {
  const token = tokens.take();
  if (token === ',' || token === ')') return token === ',';
  throw unexpected(token, "', expected: ',', or identifier", PREFIX);
}

function startsRequirement(token: Token): boolean {
  return token === '!' || isWord(token);
}

function isWord(token: Token): boolean {
  return !SIGNS.has(token);
}

function unexpected(token: Token, expectation: string, prefix = ''): Error {
  return badRequestError(`${prefix}found '${token}${expectation}`);
}
