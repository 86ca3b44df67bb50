/** Every URL of a connection, from its name alone: constructs, provider, service and metadata call this one function, so nothing waits for anything. */
import { getPreset } from './presets/index.js'

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

const withoutTrailingSlash = (url: string): string => url.replace(/\/+$/, '')

// Replaced by functions: a `$` in a URL (a Terraform reference has one) would otherwise be a replacement pattern.
const fill = (template: string, serviceUrl: string, name: string): string =>
  template
    .replace('{serviceUrl}', () => withoutTrailingSlash(serviceUrl))
    .replace('{name}', () => name)

/**
 * The SAML endpoints of a connection.
 * @param serviceUrl - public base URL of the service; may be an unresolved CDKTF token, so it is only ever concatenated
 * @param preset - key of the service preset
 * @param name - the connection's name
 * @throws Refusal `unknown-preset`
 */
export function samlEndpoints(serviceUrl: string, preset: string, name: string): SamlEndpoints {
  const { endpoints } = getPreset(preset)
  return {
    acsUrl: fill(endpoints.acsUrl, serviceUrl, name),
    spEntityId: fill(endpoints.spEntityId, serviceUrl, name),
    spMetadataUrl: fill(endpoints.spMetadataUrl, serviceUrl, name),
    loginUrl: fill(endpoints.loginUrl, serviceUrl, name),
  }
}
