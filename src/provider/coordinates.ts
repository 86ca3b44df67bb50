/** Every coordinate of a service provider, from what is known before anything exists: for the function, the data source, and their schemas. */
import {
  attributeNames,
  getPreset,
  oidcEndpoints,
  samlEndpoints,
  scimEndpoints,
  type ServicePreset,
} from '../core/index.js'
import { string } from './framework/index.js'

const absent = ' Null where the preset has none.'

/** Name, and what it is called in the IdPs' consoles. */
const told = {
  acsUrl: 'Where the IdP posts Responses. Okta: Single sign-on URL; Entra: Reply URL.',
  spEntityId: 'Our name at the IdP. Okta: Audience URI; Entra: Identifier.',
  spMetadataUrl: 'Our metadata document.',
  loginUrl: 'Where a person begins a sign-in.',
  redirectUri:
    'Where the IdP sends a person back by OpenID Connect. Okta: Sign-in redirect URI; Entra: Redirect URI.',
  oidcLoginUrl: 'Where a person begins a sign-in by OpenID Connect.',
  scimBaseUrl: 'Okta: SCIM connector base URL; Entra: Tenant URL.',
} as const

type CoordinateName = keyof typeof told

/** As results of a function; a data source says `computed` beside. */
export const coordinateTypes = {
  acsUrl: string({ description: told.acsUrl + absent }),
  spEntityId: string({ description: told.spEntityId + absent }),
  spMetadataUrl: string({ description: told.spMetadataUrl + absent }),
  loginUrl: string({ description: told.loginUrl + absent }),
  redirectUri: string({ description: told.redirectUri + absent }),
  oidcLoginUrl: string({ description: told.oidcLoginUrl + absent }),
  scimBaseUrl: string({ description: told.scimBaseUrl + absent }),
}

export const computedCoordinate = (name: CoordinateName) =>
  string({ computed: true, nullable: true, description: told[name] + absent })

export type Coordinates = Readonly<Record<CoordinateName, string | null>>

function samlOf(preset: ServicePreset, serviceUrl: string, name: string) {
  const none = { acsUrl: null, spEntityId: null, spMetadataUrl: null, loginUrl: null }
  return preset.protocols.includes('saml') ? samlEndpoints(serviceUrl, preset.key, name) : none
}

function oidcOf(preset: ServicePreset, serviceUrl: string, name: string) {
  if (!preset.protocols.includes('oidc')) return { redirectUri: null, oidcLoginUrl: null }
  const { redirectUri, loginUrl } = oidcEndpoints(serviceUrl, preset.key, name)
  return { redirectUri, oidcLoginUrl: loginUrl }
}

/** @throws Refusal `unknown-preset` */
export function coordinatesOf(serviceUrl: string, presetKey: string, name: string): Coordinates {
  const preset = getPreset(presetKey)
  return {
    ...samlOf(preset, serviceUrl, name),
    ...oidcOf(preset, serviceUrl, name),
    scimBaseUrl:
      preset.scim === null ? null : scimEndpoints(serviceUrl, presetKey, name).scimBaseUrl,
  }
}

/** The attribute names the IdP must send unless the connection maps others. @throws Refusal `unknown-preset` */
export const attributeNamesOf = (presetKey: string): Readonly<Record<string, string>> =>
  attributeNames(getPreset(presetKey), {})
