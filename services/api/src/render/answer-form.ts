import type { RowObject } from '@flotilla/machinery';
import type { ResourceRequest } from '../request/request.ts';
import { type Representation, representationOf } from './representation.ts';
import { parseIncludeObject } from './table.ts';

/** In which form a client wants its answer. */
export interface AnswerForm {
  readonly representation: Representation;
  /** How much of each object a row carries where the form is a table. */
  readonly rowObject: RowObject;
}

/** Asked before anything is done, so that nothing is written and then not answered. Throws 400 and 406. */
export function answerFormOf({ http, query }: ResourceRequest): AnswerForm {
  return {
    representation: representationOf(http.headers.accept),
    rowObject: parseIncludeObject(query.get('includeObject')),
  };
}
