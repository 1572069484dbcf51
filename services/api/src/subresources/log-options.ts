import type { LogsMessage } from '@flotilla/bus';
import { badRequestError, invalidError } from '@flotilla/machinery';
import { wholeNumber } from '../request/list-options.ts';
import { isTrue } from '../request/request.ts';

/** The query of a log. Source: Kubernetes API reference, PodLogOptions (v1). Throws 400 and 422. */
export function logOptionsOf(query: URLSearchParams, name: string): Omit<LogsMessage, 'id' | 'podUid' | 'container'> {
  const tailLines = wholeNumber(query, 'tailLines');
  const limitBytes = wholeNumber(query, 'limitBytes');
  const sinceSeconds = wholeNumber(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime') ?? '';
  const refuse = (field: string, value: number, detail: string): never => {
    const message = `Invalid value: ${value}: ${detail}`;
    throw invalidError({ group: '', name: 'PodLogOptions' }, name, [{ reason: 'FieldValueInvalid', field, message }]);
  };
  if (tailLines !== undefined && tailLines < 0) refuse('tailLines', tailLines, 'must be greater than or equal to 0');
  if (limitBytes !== undefined && limitBytes < 1) refuse('limitBytes', limitBytes, 'must be greater than 0');
  if (sinceSeconds !== undefined && sinceSeconds < 1) refuse('sinceSeconds', sinceSeconds, 'must be greater than 0');
  const sinceMs = sinceSeconds !== undefined ? Date.now() - sinceSeconds * 1000 : Date.parse(sinceTime);
  if (sinceTime !== '' && Number.isNaN(sinceMs)) {
    throw badRequestError(`parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse`);
  }
  return {
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(Number.isNaN(sinceMs) ? {} : { sinceMs }),
  };
}
