import {
  compareQuantities,
  forbidden,
  formatQuantity,
  invalid,
  notSupported,
  parseQuantity,
} from '@flotilla/machinery';
import type { PodSpec, ResourceRequirements } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { isHugePages, isPodLevelResource, resourceName } from '../../resource/resource-names.ts';
import { containersNeed, toAmounts } from '../resource-totals.ts';
import type { ResourceScope } from './resources.ts';
import { resourcesErrors } from './resources.ts';

/** The resources of the Pod as a whole. Source: KEP-2837. */
export function* podResourcesErrors(field: string, spec: PodSpec, claims: ReadonlySet<string>): FieldErrors {
  const { resources } = spec;
  if (resources === undefined) return;
  if (spec.os?.name === 'windows') return yield forbidden(field, 'may not be set for a windows pod');
  if (resources.claims !== undefined) {
    yield forbidden(`${field}.claims`, 'claims may not be set for Resources at pod-level');
  }
  const scope: ResourceScope = { claims, nameErrors: podResourceName };
  yield* resourcesErrors(field, resources, scope);
  yield* totals(field, spec, resources);
  yield* limitsOfContainers(field, spec, resources);
}

function* podResourceName(field: string, name: string): FieldErrors {
  const errors = [...resourceName(field, name)];
  yield* errors;
  if (errors.length === 0 && !isPodLevelResource(name)) {
    yield notSupported(field, name, ['cpu', 'hugepages-', 'memory']);
  }
}

function* totals(field: string, spec: PodSpec, resources: ResourceRequirements): FieldErrors {
  for (const side of ['requests', 'limits'] as const) {
    const own = toAmounts(resources[side]);
    for (const [name, needed] of containersNeed(spec, side)) {
      const amount = own.get(name);
      if (amount === undefined || (side === 'limits' && !isHugePages(name))) continue;
      if (compareQuantities(needed, amount) <= 0) continue;
      const why = `must be greater than or equal to aggregate container ${side} of ${formatQuantity(needed)}`;
      yield invalid(`${field}.${side}[${name}]`, formatQuantity(amount), why);
    }
  }
}

function* limitsOfContainers(field: string, spec: PodSpec, resources: ResourceRequirements): FieldErrors {
  const own = toAmounts(resources.limits);
  for (const [index, container] of (spec.containers ?? []).entries()) {
    for (const [name, text] of Object.entries(container.resources?.limits ?? {})) {
      const [limit, most] = [parseQuantity(text), own.get(name)];
      if (most === undefined || compareQuantities(limit, most) <= 0) continue;
      const path = `${field}.containers[${index}][${name}].limits`;
      yield invalid(path, formatQuantity(limit), `must be less than or equal to pod limits of ${formatQuantity(most)}`);
    }
  }
}
