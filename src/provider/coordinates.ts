/** Every coordinate of a service provider, from what is known before anything exists: for the function, the data source, and their schemas. */
import {
  attributeNames,
  getPreset,
  idpKinds,
  oidcEndpoints,
  samlEndpoints,
  scimEndpoints,
  type ConnectionSettings,
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

/** A connection that may not exist yet. */
export interface Place {
  readonly serviceUrl: string
  readonly preset: string
  readonly name: string
  /** JumpCloud is told another entity ID under SonarQube Cloud (S51). @default - any other IdP */
  readonly idpKind?: NonNullable<ConnectionSettings['idpKind']> | undefined
}

function samlOf(preset: ServicePreset, { serviceUrl, name, idpKind }: Place) {
  const none = { acsUrl: null, spEntityId: null, spMetadataUrl: null, loginUrl: null }
  if (!preset.protocols.includes('saml')) return none
  return samlEndpoints(serviceUrl, preset.key, name, idpKind ? { idpKind } : {})
}

function oidcOf(preset: ServicePreset, { serviceUrl, name }: Place) {
  if (!preset.protocols.includes('oidc')) return { redirectUri: null, oidcLoginUrl: null }
  const { redirectUri, loginUrl } = oidcEndpoints(serviceUrl, preset.key, name)
  return { redirectUri, oidcLoginUrl: loginUrl }
}

/** @throws Refusal `unknown-preset` */
export function coordinatesOf(place: Place): Coordinates {
  const preset = getPreset(place.preset)
  return {
    ...samlOf(preset, place),
    ...oidcOf(preset, place),
    scimBaseUrl:
      preset.scim === null
        ? null
        : scimEndpoints(place.serviceUrl, place.preset, place.name).scimBaseUrl,
  }
}

/** A validated string. */
export const asIdpKind = (text: string | null | undefined): Place['idpKind'] =>
  idpKinds.find((kind) => kind === text)

/** The attribute names the IdP must send unless the connection maps others. @throws Refusal `unknown-preset` */
export const attributeNamesOf = (presetKey: string): Readonly<Record<string, string>> =>
  attributeNames(getPreset(presetKey), {})
