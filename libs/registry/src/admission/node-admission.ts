import { taintNew } from '@flotilla/kinds';
import type { AdmissionStep } from '../write/admission.ts';

export const nodeAdmission: AdmissionStep = {
  name: 'TaintNodesByCondition',
  admit({ kind, operation, subresource, object }) {
    const isNew = kind.group === '' && kind.kind === 'Node' && subresource === '' && operation === 'create';
    if (isNew) taintNew(object);
    return [];
  },
};
