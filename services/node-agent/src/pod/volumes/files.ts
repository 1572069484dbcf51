/** A file that a volume shows. */
export interface VolumeFile {
  readonly data: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/** By path in the volume. */
export type VolumeFiles = ReadonlyMap<string, VolumeFile>;
