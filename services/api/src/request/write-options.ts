import { randomUUID } from 'node:crypto';
import {
  type FieldError,
  type FieldValidation,
  forbidden,
  invalid,
  invalidError,
  notSupported,
  tooLong,
} from '@flotilla/machinery';
import type { WriteContext } from '@flotilla/registry';
import type { ResourceRequest } from './request.ts';

/** What the query of a write says. Source: Kubernetes API reference, CreateOptions, UpdateOptions and PatchOptions. */
export interface WriteOptions {
  readonly fieldValidation: FieldValidation;
  readonly context: WriteContext;
}

const FIELD_MANAGER_BYTES = 128;
/** Whatever has no shape of its own on paper, the space excepted. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Throws 422 for options that are none. `optionsKind` is what the reference calls them: `CreateOptions`. */
export function writeOptionsOf(request: ResourceRequest, optionsKind: string): WriteOptions {
  const { query, user, http, response } = request;
  const dryRun = query.getAll('dryRun');
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  const errors = fieldManagerErrors(query.get('fieldManager') ?? '');
  // What it is for, server-side apply, is not served yet.
  if (query.get('force')) errors.unshift(forbidden('force', 'may not be specified for non-apply patch'));
  if (dryRun.some((each) => each !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (!isFieldValidation(fieldValidation)) {
    errors.push(notSupported('fieldValidation', fieldValidation, ['Ignore', 'Warn', 'Strict']));
  }
  if (errors.length > 0 || !isFieldValidation(fieldValidation)) {
    throw invalidError({ group: 'meta.k8s.io', name: optionsKind }, '', errors);
  }
  const context: WriteContext = {
    user,
    fieldManager: fieldManagerOf(query, http.headers['user-agent']),
    requestId: randomUUID(),
    dryRun: dryRun.length > 0,
    warn: (text) => addWarning(response, text),
  };
  return { fieldValidation, context };
}

function isFieldValidation(text: string): text is FieldValidation {
  return text === 'Ignore' || text === 'Warn' || text === 'Strict';
}

/** Source: the reference's validation of the options of writes. */
function fieldManagerErrors(manager: string): FieldError[] {
  const tooLongs =
    Buffer.byteLength(manager) > FIELD_MANAGER_BYTES ? [tooLong('fieldManager', FIELD_MANAGER_BYTES)] : [];
  const unprintable = Array.from(manager.matchAll(UNPRINTABLE), ({ 0: character, index }) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return invalid('fieldManager', manager, `invalid character U+${code} (at position ${index})`);
  });
  return [...tooLongs, ...unprintable];
}

/** The manager a client names, or else the first word of its user agent: `kubectl`. */
function fieldManagerOf(query: URLSearchParams, userAgent = 'unknown'): string {
  return query.get('fieldManager') || (userAgent.split('/')[0] ?? '').slice(0, FIELD_MANAGER_BYTES);
}

/** Says something beside the answer: each text once, as the field `Warning` of RFC 7234. */
export function addWarning(response: ResourceRequest['response'], text: string): void {
  const quoted = text.replace(/[\\"]/g, '\\$&').replace(/[^\x20-\x7e]/g, ' ');
  const line = `299 - "${quoted}"`;
  const said = [response.getHeader('Warning') ?? []].flat().map(String);
  if (!said.includes(line)) response.appendHeader('Warning', line);
}
