import { checkDns1035Label, checkDnsLabel, checkDnsSubdomain } from './dns-names.ts';
import { checkPathSegment, checkPathSegmentPrefix } from './path-segments.ts';

/** How a kind checks `metadata.name`. */
export type NameRule = 'dns-subdomain' | 'dns-label' | 'dns-1035-label' | 'path-segment';

const rules: Readonly<Record<NameRule, (name: string) => string[]>> = {
  'dns-subdomain': checkDnsSubdomain,
  'dns-label': checkDnsLabel,
  'dns-1035-label': checkDns1035Label,
  'path-segment': checkPathSegment,
};

/** What is wrong with `metadata.name`. */
export function checkName(name: string, rule: NameRule): string[] {
  return rules[rule](name);
}

/** What is wrong with `metadata.generateName`: it may end in a dash, since letters follow. */
export function checkNamePrefix(prefix: string, rule: NameRule): string[] {
  if (rule === 'path-segment') return checkPathSegmentPrefix(prefix);
  return rules[rule](prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);
}
