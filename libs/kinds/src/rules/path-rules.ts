import { invalid } from '@flotilla/machinery';
import type { FieldErrors } from './field-rules.ts';

export function* withoutBacksteps(field: string, path: string): FieldErrors {
  if (path.split('/').includes('..')) yield invalid(field, path, "must not contain '..'");
}

/** A path below some folder. */
export function* descendingPath(field: string, path: string): FieldErrors {
  if (path.startsWith('/')) yield invalid(field, path, 'must be a relative path');
  yield* withoutBacksteps(field, path);
}

/** A descending path that is none of those that start with two dots, which volumes use for themselves. */
export function* descendingFilePath(field: string, path: string): FieldErrors {
  yield* descendingPath(field, path);
  if (path.startsWith('..') && !path.startsWith('../')) yield invalid(field, path, "must not start with '..'");
}

/** Permissions of a file, without the sticky and set-id bits. */
export function* fileMode(field: string, mode: number | undefined): FieldErrors {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) {
    yield invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive');
  }
}
