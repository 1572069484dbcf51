/** A volume cannot be set up; the message says why, in upstream's words. Remedy: what it names must come, or be right. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
}
