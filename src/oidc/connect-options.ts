/** From what an administrator has in hand (an issuer, an Okta domain, an Entra tenant, a Google domain) to what is trusted. Pure data; nothing is fetched here. */
import { idpKindOf, type IdpKind, isSecureUrl } from '../core/index.js'
import { refusal } from './faults.js'

/** The ways to name an IdP; the kinds are those of a preset's registration, and Google's. */
export type IdpChoice =
  | { readonly kind: 'issuer'; readonly issuer: string }
  | { readonly kind: 'okta-domain'; readonly domain: string }
  | { readonly kind: 'entra-tenant'; readonly tenantId: string }
  | { readonly kind: 'google'; readonly hostedDomain: string }

/** What an ID token must say, whoever the person is. */
export interface ConnectOptions {
  /** To the letter what discovery and every ID token must say. */
  readonly issuer: string
  readonly idpKind: IdpKind
  /** Entra: the `tid` every ID token must have (T75). */
  readonly tenantId?: string
  /** Google: the `hd` every ID token must have. */
  readonly hostedDomain?: string
}

const hostname = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Tenants that are no tenant: their keys sign for everybody. */
const sharedTenants = new Set([
  'common',
  'organizations',
  'consumers',
  // The tenant all personal Microsoft accounts live in.
  '9188040d-6c67-4c5b-b112-36a304b66dad',
])

const entraHost = 'login.microsoftonline.com'
const googleIssuer = 'https://accounts.google.com'

function entra(tenant: string): ConnectOptions {
  const tenantId = tenant.trim().toLowerCase()
  if (sharedTenants.has(tenantId)) throw refusal('entra-tenant-shared', `got "${tenantId}"`)
  if (!guid.test(tenantId)) {
    throw refusal('entra-tenant-malformed', `expected a GUID, got ${JSON.stringify(tenant)}`)
  }
  return { issuer: `https://${entraHost}/${tenantId}/v2.0`, idpKind: 'entra', tenantId }
}

function okta(text: string): ConnectOptions {
  const domain = text
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/$/, '')
  if (!hostname.test(domain)) {
    throw refusal('okta-domain-malformed', `expected a host name, got ${JSON.stringify(text)}`)
  }
  if (/-admin\.okta(preview|-emea)?\.com$/.test(domain)) {
    throw refusal('okta-domain-admin', `got ${domain}`)
  }
  return { issuer: `https://${domain}`, idpKind: 'okta' }
}

function google(text: string): ConnectOptions {
  const hostedDomain = text.trim().toLowerCase()
  if (hostedDomain === '') throw refusal('google-hosted-domain-missing', 'got no domain')
  if (!hostname.test(hostedDomain)) {
    throw refusal('google-hosted-domain-malformed', `got ${JSON.stringify(text)}`)
  }
  return { issuer: googleIssuer, idpKind: 'google', hostedDomain }
}

const malformed = (issuer: string, why: string) =>
  refusal('issuer-malformed', `${JSON.stringify(issuer)}: ${why}`)

/** A tenant or Google's issuer, typed as a plain issuer, keeps the rules of its kind. */
function generic(issuer: string): ConnectOptions {
  if (!isSecureUrl(issuer)) throw malformed(issuer, 'not an https URL (http only on loopback)')
  const url = new URL(issuer)
  if (/[?#]/.test(issuer)) throw malformed(issuer, 'an issuer has no query and no fragment')
  if (url.hostname === 'accounts.google.com') {
    throw refusal('google-hosted-domain-missing', `the issuer ${issuer} serves everybody`)
  }
  if (url.hostname !== entraHost) return { issuer, idpKind: idpKindOf(issuer) }
  const [, tenant = ''] = url.pathname.split('/')
  return { ...entra(tenant), issuer }
}

/**
 * Who is trusted, and what every ID token must say beside.
 * @throws Refusal `issuer-malformed`, `okta-domain-…`, `entra-tenant-…`, `google-hosted-domain-…`
 */
export function connectOptions(choice: IdpChoice): ConnectOptions {
  switch (choice.kind) {
    case 'entra-tenant':
      return entra(choice.tenantId)
    case 'okta-domain':
      return okta(choice.domain)
    case 'google':
      return google(choice.hostedDomain)
    case 'issuer':
      return generic(choice.issuer)
  }
}
