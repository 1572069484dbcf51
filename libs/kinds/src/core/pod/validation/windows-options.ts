import { checkDnsSubdomain, invalid } from '@flotilla/machinery';
import type { WindowsSecurityContextOptions } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';

/** In bytes. */
const specLimit = 64 * 1024;
/** Lengths of a Windows account's parts, in characters. */
const domainLimit = 256;
const userLimit = 104;

const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const domainName = new RegExp(`^${domainLabel}(?:\\.${domainLabel})*$`);

/** No node of this version runs Windows; what is stored stays valid for tools. */
export function* windowsOptionsErrors(field: string, options: WindowsSecurityContextOptions | undefined): FieldErrors {
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options ?? {};
  if (gmsaCredentialSpecName !== undefined) {
    yield* invalidEach(
      `${field}.gmsaCredentialSpecName`,
      gmsaCredentialSpecName,
      checkDnsSubdomain(gmsaCredentialSpecName),
    );
  }
  const path = `${field}.gmsaCredentialSpec`;
  if (gmsaCredentialSpec === '') yield invalid(path, '', 'gmsaCredentialSpec cannot be an empty string');
  else if ((gmsaCredentialSpec ?? '').length > specLimit) {
    yield invalid(path, gmsaCredentialSpec, 'gmsaCredentialSpec size must be under 64 KiB');
  }
  if (runAsUserName !== undefined) {
    yield* invalidEach(`${field}.runAsUserName`, runAsUserName, accountErrors(runAsUserName));
  }
}

function accountErrors(account: string): string[] {
  const parts = account.split('\\');
  if (account === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(account)) return ['runAsUserName cannot contain control characters'];
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const domain = parts.length === 2 ? parts[0] : undefined;
  return [...domainErrors(domain), ...userErrors(parts.at(-1) ?? '')];
}

function domainErrors(domain: string | undefined): string[] {
  if (domain === undefined) return [];
  const isName = netBiosName.test(domain) || domainName.test(domain);
  return [
    ...(domain.length >= domainLimit ? [`runAsUserName's Domain length must be under ${domainLimit} characters`] : []),
    ...(isName ? [] : ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]),
  ];
}

function userErrors(user: string): string[] {
  const rules: [boolean, string][] = [
    [user === '', "runAsUserName's User cannot be empty"],
    [user.length > userLimit, `runAsUserName's User length must not be longer than ${userLimit} characters`],
    [/^[. ]+$/.test(user), "runAsUserName's User cannot contain only periods or spaces"],
    [
      /["/\\:;|=,+*?<>@[\]]/.test(user),
      `runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`,
    ],
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, message]) => message);
}
