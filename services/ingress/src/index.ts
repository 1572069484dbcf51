export { createIngress } from './create-ingress.ts';
