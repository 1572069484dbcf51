/** A container's configuration cannot be made; the message says which reference fails. Remedy: what it names must come. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
