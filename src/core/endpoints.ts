/** Every URL of a connection, from its name alone: constructs, provider, service and metadata call these functions, so nothing waits for anything. */
import { Refusal } from './finding.js'
import { getPreset, type Protocol, type ServicePreset } from './presets/index.js'
import type { ConnectionSettings } from './settings.js'

export interface SamlEndpoints {
  /** Where Responses are posted. Okta: *Single sign-on URL*; Entra: *Reply URL*. */
  readonly acsUrl: string
  /** Our name at the IdP. Okta: *Audience URI*; Entra: *Identifier*. */
  readonly spEntityId: string
  /** Our metadata document. */
  readonly spMetadataUrl: string
  /** Where a person begins a sign-in. */
  readonly loginUrl: string
}

export interface OidcEndpoints {
  /** Where the IdP sends the person back. Okta: *Sign-in redirect URI*; Entra: *Redirect URI*. */
  readonly redirectUri: string
  /** Where a person begins a sign-in. */
  readonly loginUrl: string
  /** Our public keys, for an IdP we prove ourselves to by private_key_jwt. Okta: *Public keys URL*. */
  readonly jwksUrl: string
}

export interface ScimEndpoints {
  /** Okta: *SCIM connector base URL*; Entra: *Tenant URL*. */
  readonly scimBaseUrl: string
  readonly usersUrl: string
  /** null where the service provisions users only (T50). */
  readonly groupsUrl: string | null
}

const withoutTrailingSlash = (url: string): string => url.replace(/\/+$/, '')

// Replaced by functions: a `$` in a URL (a Terraform reference has one) would otherwise be a replacement pattern.
const fill = (template: string, serviceUrl: string, name: string): string =>
  template
    .replace('{serviceUrl}', () => withoutTrailingSlash(serviceUrl))
    .replace('{name}', () => name)

/** Only a literal URL can be looked into; a Terraform reference comes back as it is. */
const withoutWww = (url: string): string => url.replace(/^(https?:\/\/)www\./, '$1')

function audienceOf(preset: ServicePreset, serviceUrl: string, name: string): string {
  const audience = fill(preset.endpoints.spEntityId, serviceUrl, name)
  return preset.audience.withoutWww ? withoutWww(audience) : audience
}

/**
 * The SAML endpoints of a connection, by concatenation alone, so that serviceUrl may be an unresolved CDKTF token.
 *
 * One rule cannot be kept for a token: presets with `audience.withoutWww` (Qualified, Q06) name themselves without the
 * `www.` of the service URL. Of a literal URL it is dropped; of a token it is not, since nobody knows yet what the token
 * says. Whoever holds a token and such a preset must drop it in Terraform: `Fn.replace(url, "://www.", "://")`.
 * @param serviceUrl - public base URL of the service
 * @param preset - key of the service preset
 * @param name - the connection's name
 * @param settings - what the connection declares. Of the IdP only a declared kind counts, never a guessed one: all who
 *   compute these URLs must come to the same. JumpCloud has another audience under SonarQube Cloud (S51).
 * @throws Refusal `unknown-preset` or `protocol-unsupported`
 */
export function samlEndpoints(
  serviceUrl: string,
  preset: string,
  name: string,
  settings: Pick<ConnectionSettings, 'idpKind' | 'audience'> = {},
): SamlEndpoints {
  const found = getPreset(preset)
  checkProtocol(found, 'saml')
  const { endpoints, audience } = found
  const acsUrl = fill(endpoints.acsUrl, serviceUrl, name)
  const isAcsUrl = audience.perIdp[settings.idpKind ?? 'other'] === 'acsUrl'
  const audienceHere = isAcsUrl ? acsUrl : audienceOf(found, serviceUrl, name)
  return {
    acsUrl,
    spEntityId: settings.audience ?? audienceHere,
    spMetadataUrl: fill(endpoints.spMetadataUrl, serviceUrl, name),
    loginUrl: fill(endpoints.loginUrl, serviceUrl, name),
  }
}

/** Where the IdP sends LogoutRequests and LogoutResponses of a connection, by either binding and under every preset. Okta: *Single Logout URL*; Entra: *Logout Url*. */
export const samlLogoutUrl = (serviceUrl: string, name: string): string =>
  `${withoutTrailingSlash(serviceUrl)}/saml/${name}/slo`

/**
 * The OpenID Connect endpoints of a connection; serviceUrl may be an unresolved token.
 * @throws Refusal `unknown-preset` or `protocol-unsupported`
 */
export function oidcEndpoints(serviceUrl: string, preset: string, name: string): OidcEndpoints {
  const { oidcEndpoints: templates } = checkProtocol(getPreset(preset), 'oidc')
  if (templates === null) throw new Error(`preset ${preset} speaks oidc without endpoints`)
  return {
    redirectUri: fill(templates.redirectUri, serviceUrl, name),
    loginUrl: fill(templates.loginUrl, serviceUrl, name),
    jwksUrl: fill('{serviceUrl}/oidc/{name}/jwks', serviceUrl, name),
  }
}

/**
 * The SCIM endpoints of a directory; serviceUrl may be an unresolved token.
 * @throws Refusal `unknown-preset`, or `directory-unsupported` under a preset without SCIM
 */
export function scimEndpoints(serviceUrl: string, preset: string, name: string): ScimEndpoints {
  const { scim, title } = getPreset(preset)
  if (scim === null) throw directoryUnsupported(title)
  const scimBaseUrl = fill(scim.baseUrl, serviceUrl, name)
  return {
    scimBaseUrl,
    usersUrl: `${scimBaseUrl}/Users`,
    groupsUrl: scim.groups ? `${scimBaseUrl}/Groups` : null,
  }
}

/**
 * Where a person without a session begins, by enterprise key: for portals that cannot start a sign-in themselves (S08).
 * @returns undefined where the preset has no such way
 */
export function enterpriseKeyUrl(
  serviceUrl: string,
  preset: string,
  key: string,
): string | undefined {
  const way = getPreset(preset).waysIn.find(({ kind }) => kind === 'enterprise-key')
  if (way === undefined) return undefined
  return fill(way.url, serviceUrl, key).replace('{key}', () => encodeURIComponent(key))
}

const directoryUnsupported = (title: string): Refusal =>
  new Refusal({
    code: 'directory-unsupported',
    owner: 'caller',
    detail: `${title} has no SCIM; people are created at their first sign-in or by invitation`,
    remedy: 'Leave the directory out.',
    path: 'preset',
  })

/**
 * The preset itself, if it speaks the protocol: no OIDC under Qualified (Q01).
 * @throws Refusal `protocol-unsupported`
 */
export function checkProtocol(preset: ServicePreset, protocol: Protocol): ServicePreset {
  if (preset.protocols.includes(protocol)) return preset
  throw new Refusal({
    code: 'protocol-unsupported',
    owner: 'caller',
    detail: `${preset.title} does not speak ${protocol}`,
    remedy: `Make a connection of: ${preset.protocols.join(', ')}.`,
    source: preset.registration.source,
    path: 'preset',
  })
}
