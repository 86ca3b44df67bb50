/** What an ID token says of a person, in the shape of the IdP it pretends to be: names, identifiers and what is left out, as those vendors document them. */
import { createHash } from 'node:crypto'
import type { Person } from '../people.js'

/** As whose IdP the practice IdP speaks. */
export type Guise =
  | { readonly kind: 'entra'; readonly tenantId: string }
  | { readonly kind: 'okta'; readonly domain: string }
  | { readonly kind: 'google'; readonly hostedDomain: string }

export function issuerOf(guise: Guise): string {
  switch (guise.kind) {
    case 'entra':
      return `https://login.microsoftonline.com/${guise.tenantId}/v2.0`
    case 'okta':
      return `https://${guise.domain}`
    case 'google':
      return 'https://accounts.google.com'
  }
}

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex')

/** The object ID an Entra tenant would give to something of this name: the same at every start. */
function objectId(tenantId: string, name: string): string {
  const hex = digest(tenantId, name)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...parts, hex.slice(20, 32)].join('-')
}

type Claims = Readonly<Record<string, unknown>>

/** https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference: pairwise `sub`, groups by object ID, no word on verified addresses. */
const asEntra = ({ login, displayName, mail, groups }: Person, tenantId: string): Claims => ({
  sub: Buffer.from(digest(tenantId, 'sub', login), 'hex').toString('base64url'),
  tid: tenantId,
  oid: objectId(tenantId, login),
  ver: '2.0',
  preferred_username: mail,
  name: displayName,
  email: mail,
  groups: groups.map((name) => objectId(tenantId, name)),
})

/** https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview: opaque `sub`, groups by name through the Groups claim filter. */
const asOkta = ({ login, displayName, mail, groups }: Person): Claims => ({
  sub: `00u${digest('okta', login).slice(0, 17)}`,
  ver: 1,
  amr: ['pwd'],
  preferred_username: mail,
  name: displayName,
  email: mail,
  email_verified: true,
  groups,
})

/** https://developers.google.com/identity/openid-connect/openid-connect: a numeric `sub`, and never groups. */
const asGoogle = ({ login, displayName, mail }: Person, hostedDomain: string): Claims => ({
  sub: BigInt(`0x${digest('google', login).slice(0, 17)}`).toString(),
  hd: hostedDomain,
  name: displayName,
  email: mail,
  email_verified: true,
})

/** The same words as the SAML attributes where OpenID Connect has none of its own. */
const asItself = ({ login, displayName, mail, groups }: Person): Claims => ({
  sub: login,
  login,
  preferred_username: login,
  name: displayName,
  email: mail,
  email_verified: true,
  groups,
})

export function claimsAbout(person: Person, guise: Guise | undefined): Claims {
  switch (guise?.kind) {
    case 'entra':
      return asEntra(person, guise.tenantId)
    case 'okta':
      return asOkta(person)
    case 'google':
      return asGoogle(person, guise.hostedDomain)
    case undefined:
      return asItself(person)
  }
}

/** For who sets up groups: as the guise names one in a token. */
export const groupNamed = (name: string, guise: Guise | undefined): string =>
  guise?.kind === 'entra' ? objectId(guise.tenantId, name) : name
