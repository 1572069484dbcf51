import { checkDnsLabel, checkDnsSubdomain, duplicate, invalid, required } from '@flotilla/machinery';
import type { PodResourceClaim } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';
import { internalForm } from '../../../rules/internal-form.ts';

/** Devices that a Pod asks for. Source: KEP-4381, dynamic resource allocation. */
export function* resourceClaimsErrors(field: string, claims: readonly PodResourceClaim[]): FieldErrors {
  const names = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    const path = `${field}[${index}]`;
    if (!claim.name) yield required(`${path}.name`);
    else if (names.has(claim.name)) yield duplicate(`${path}.name`, claim.name);
    else yield* invalidEach(`${path}.name`, claim.name, checkDnsLabel(claim.name));
    names.add(claim.name);
    yield* sourceErrors(path, claim);
  }
}

function* sourceErrors(field: string, claim: PodResourceClaim): FieldErrors {
  const { resourceClaimName, resourceClaimTemplateName } = claim;
  const shown = internalForm(claim, { name: '', resourceClaimName: null, resourceClaimTemplateName: null });
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
    yield invalid(field, shown, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified');
  }
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
    yield invalid(field, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
  }
  for (const [key, name] of Object.entries({ resourceClaimName, resourceClaimTemplateName })) {
    if (name !== undefined) yield* invalidEach(`${field}.${key}`, name, checkDnsSubdomain(name));
  }
}
