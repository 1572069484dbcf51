/** The control plane did not answer. Remedy: repeat, with what then holds. */
export class LinkDown extends Error {
  override readonly name = 'LinkDown';
}

/** The container that a request names has not been started here. Remedy: the one who asks must change the request. */
export class NoSuchContainer extends Error {
  override readonly name = 'NoSuchContainer';
}
