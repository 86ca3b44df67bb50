/** mortise_oidc_connection as Terraform holds it and as the admin API has it, to and fro. */
import type { ClientAuthentication, OidcConnection } from '../../core/index.js'
import { settingsFromWire, settingsToWire, type SettingsState } from './connection-settings.js'

/** What is decided here, as Terraform holds it. */
export interface Decided {
  readonly name: string
  readonly organization: string
  readonly issuer: string | null
  readonly oktaDomain: string | null
  readonly entraTenantId: string | null
  readonly googleHostedDomain: string | null
  readonly clientId: string
  readonly clientAuthentication: string
  readonly responseType: string
  readonly responseMode: string
  readonly scopes: readonly string[]
  readonly maxAgeSeconds: number | null
  readonly attributeMapping: Readonly<Record<string, string>>
  readonly justInTimeProvisioning: boolean
  readonly settings: SettingsState
}

export const decidedOf = (connection: OidcConnection): Decided => ({
  name: connection.name,
  organization: connection.organization,
  issuer: connection.issuer,
  oktaDomain: connection.oktaDomain,
  entraTenantId: connection.entraTenantId,
  googleHostedDomain: connection.googleHostedDomain,
  clientId: connection.clientId,
  clientAuthentication: connection.clientAuthentication,
  responseType: connection.responseType,
  responseMode: connection.responseMode,
  scopes: connection.scopes.filter((scope) => scope !== 'openid'),
  maxAgeSeconds: connection.maxAgeSeconds,
  attributeMapping: connection.attributeMapping,
  justInTimeProvisioning: connection.justInTimeProvisioning,
  settings: settingsFromWire(connection.settings),
})

/** Decisions, and what the service makes of them. Of the secret only the version we sent last. */
export const stateOf = (connection: OidcConnection, clientSecretWoVersion: number) => ({
  ...decidedOf(connection),
  ...connection.endpoints,
  clientSecretWo: null,
  clientSecretWoVersion,
  clientSecretSetAt: connection.clientSecretSetAt,
  attributeNames: connection.attributeNames,
  idp: {
    issuer: connection.idp.issuer,
    authorizationEndpoint: connection.idp.authorizationEndpoint,
    tokenEndpoint: connection.idp.tokenEndpoint,
    jwksUri: connection.idp.jwksUri,
  },
})

/** As the service keeps it, and so to be compared with it; what is left out, left out. Validators have held the words. */
export const bodyOf = ({ name: _, ...decided }: Decided) => ({
  organization: decided.organization,
  issuer: decided.issuer,
  oktaDomain: decided.oktaDomain,
  entraTenantId: decided.entraTenantId,
  googleHostedDomain: decided.googleHostedDomain,
  clientId: decided.clientId,
  clientAuthentication: decided.clientAuthentication as ClientAuthentication,
  responseType: decided.responseType as 'code' | 'id_token',
  responseMode: decided.responseMode as 'query' | 'form_post',
  scopes: ['openid', ...decided.scopes],
  maxAgeSeconds: decided.maxAgeSeconds,
  attributeMapping: decided.attributeMapping,
  justInTimeProvisioning: decided.justInTimeProvisioning,
  settings: settingsToWire(decided.settings),
})
