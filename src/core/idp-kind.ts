/** Which IdP is at the other end, where a service's page treats one differently from another. Presentation and policy, never trust. */

export const idpKinds = ['okta', 'entra', 'google', 'jumpcloud', 'other'] as const
/** `other`: any IdP whose console and habits we do not know. */
export type IdpKind = (typeof idpKinds)[number]

/** As people call it; of `other`, what it is. */
export const idpTitles: Readonly<Record<IdpKind, string>> = {
  okta: 'Okta',
  entra: 'Microsoft Entra ID',
  google: 'Google Workspace',
  jumpcloud: 'JumpCloud',
  other: 'The identity provider',
}

/** Hosts of entity IDs and issuers as the vendors make them; a subdomain counts. */
const hosts: readonly (readonly [string, IdpKind])[] = [
  ['okta.com', 'okta'], // entity ID http://www.okta.com/exk…, issuer https://acme.okta.com
  ['oktapreview.com', 'okta'],
  ['okta-emea.com', 'okta'],
  ['sts.windows.net', 'entra'], // entity ID https://sts.windows.net/<tenant>/
  ['login.microsoftonline.com', 'entra'], // issuer https://login.microsoftonline.com/<tenant>/v2.0
  ['accounts.google.com', 'google'],
  ['jumpcloud.com', 'jumpcloud'],
]

/**
 * The IdP an entity ID or issuer speaks of. A guess for connections that do not declare it: an Okta organization with a
 * domain of its own cannot be told from any other IdP.
 */
export function idpKindOf(identifier: string): IdpKind {
  if (!URL.canParse(identifier)) return 'other'
  const { hostname } = new URL(identifier)
  const found = hosts.find(([host]) => hostname === host || hostname.endsWith(`.${host}`))
  return found?.[1] ?? 'other'
}
