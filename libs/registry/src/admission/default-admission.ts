import type { AdmissionStep } from '../write/admission.ts';
import { defaultIngressClass } from './ingress-admission.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeAdmission } from './node-admission.ts';
import { podAdmission } from './pod-admission.ts';
import { storageAdmission } from './storage-admission.ts';

/** Every step, in the order in which a write passes them. */
export const defaultAdmission: readonly AdmissionStep[] = [
  namespaceLifecycle,
  nodeAdmission,
  ...podAdmission,
  ...storageAdmission,
  defaultIngressClass,
];
