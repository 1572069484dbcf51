export type { DataFolder } from './data/data-folder.ts';
export { describeDataFolder } from './data/data-folder.ts';
export type { RunningChild, RunState } from './data/run-state.ts';
export { readRunState } from './data/run-state.ts';
export { fetchKubectl } from './kubectl/fetch-kubectl.ts';
export { findProgram } from './machine/tools.ts';
export type { CertificateRequest, CertifiedKey } from './prepare/certificates.ts';
export { createCertificateAuthority, issueCertificate } from './prepare/certificates.ts';
export { formatKubeconfig } from './prepare/kubeconfig.ts';
