/** Why a part of an Ingress cannot be served, told as a Warning about it. */
export interface Problem {
  readonly reason: 'BackendNotFound' | 'BackendUnsupported' | 'SecretNotFound' | 'InvalidCertificate' | 'PathTaken';
  readonly message: string;
}
