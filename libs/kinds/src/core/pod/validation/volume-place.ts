/** Where a volume stands. */
export interface VolumePlace {
  readonly field: string;
  readonly podName: string;
}
