import { forbidden, notSupported } from '@flotilla/machinery';
import type { FieldErrors } from '../../rules/field-rules.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

export function* accessModesErrors(field: string, modes: readonly string[]): FieldErrors {
  for (const mode of modes) {
    if (!accessModes.includes(mode)) yield notSupported(field, mode, accessModes);
  }
  const known = new Set(modes.filter((mode) => accessModes.includes(mode)));
  if (known.has('ReadWriteOncePod') && known.size > 1) {
    yield forbidden(field, 'may not use ReadWriteOncePod with other access modes');
  }
}
