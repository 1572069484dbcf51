/** The control plane did not answer, or could not do what it was asked. Remedy: repeat, with what then holds. */
export class LinkDown extends Error {
  override readonly name = 'LinkDown';
}

/** The control plane does not accept what was said, and would not if it were said again. Remedy: say something else. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The container that a request names has not been started here. Remedy: the one who asks must change the request. */
export class NoSuchContainer extends Error {
  override readonly name = 'NoSuchContainer';
}
