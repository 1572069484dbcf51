import { StatusError, tooManyRequestsError, unavailableError } from '@flotilla/machinery';
import { StoreError } from '@flotilla/store';

/** Turns the store's own troubles into what clients understand. */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof StoreError ? troubleStatus(error) : error;
  }
}

function troubleStatus(error: StoreError): StatusError {
  switch (error.remedy) {
    case 'overloaded':
      return tooManyRequestsError('the event stream is behind; try again later', 1);
    case 'full':
      return new StatusError(507, 'InternalError', 'Internal error occurred: the store has no memory left');
    default:
      return unavailableError(`the store cannot answer: ${error.message}`);
  }
}
