import type { Taint, Toleration } from '../../generated/types/core-v1.ts';

/** Source: Kubernetes documentation, "Taints and Tolerations". An empty key tolerates all, an empty effect every one. */
export function tolerates(
  { key = '', operator = 'Equal', value = '', effect = '' }: Toleration,
  taint: Taint,
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  if (operator === 'Gt' || operator === 'Lt') return compares(operator, taint.value ?? '', value);
  return key !== '' && value === (taint.value ?? '');
}

export function isTolerated(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some((toleration) => tolerates(toleration, taint));
}

/** Whether the taint's number is greater or less than the toleration's. Source: KEP-5471. */
function compares(operator: 'Gt' | 'Lt', taint: string, toleration: string): boolean {
  const numbers = [taint, toleration].map((text) => (/^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN));
  const [left = Number.NaN, right = Number.NaN] = numbers;
  return operator === 'Gt' ? left > right : left < right;
}
