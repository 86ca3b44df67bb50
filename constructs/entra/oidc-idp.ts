/** Entra as the IdP of a Federation by OpenID Connect. */
import type { Construct } from 'constructs'
import { getPreset } from '../../src/core/index.js'
import type { IOidcIdp, OidcAppRequest, OidcIdpBinding } from '../idp.js'
import { labelOf } from '../labels.js'
import type { IOidcConnection, OidcTrust } from '../service-provider/index.js'
import type { Waiver } from '../waiver.js'
import type { EntraAppOptions } from './assignments.js'
import type { EntraGroupScope } from './group-claims.js'
import { provisionBy } from './idp.js'
import { EntraOidcApp } from './oidc-app.js'

/** How Entra takes part in a Federation by OpenID Connect. */
export interface EntraOidcIdpProps extends EntraAppOptions {
  /**
   * Name of the app in Entra.
   * @default - the service's title and the connection's name
   */
  readonly displayName?: string
  /**
   * Which of a person's groups are sent.
   * @default 'ApplicationGroup' (S45)
   */
  readonly groupScope?: EntraGroupScope
  /**
   * Lets Entra make a client secret, and accepts that Terraform keeps it in its state: the provider has no other way to give
   * it out. The code flow with PKCE needs one.
   * @default - none: the ID Token comes by form post, without a secret (T73), where the service takes that
   */
  readonly secretInState?: Waiver
  /**
   * RFC 3339 time until which the client secret is valid.
   * @default - two years, the provider's own
   */
  readonly clientSecretEndDate?: string
  /**
   * Change it to rotate the client secret on both sides in one apply: a new one is made, the service is sent it, the old one
   * goes.
   * @default 1
   */
  readonly clientSecretVersion?: number
}

/**
 * Microsoft Entra ID by OpenID Connect (T46, T71, T73, T75).
 *
 * Logical ids (public API): an {@link EntraOidcApp} `App` below the federation's `Idp`.
 */
export class EntraOidcIdp implements IOidcIdp {
  /** For services that treat one IdP differently from another. */
  readonly idpKind = 'entra'

  constructor(private readonly props: EntraOidcIdpProps = {}) {}

  bindOidc(scope: Construct, { connection, groups }: OidcAppRequest): OidcIdpBinding {
    const { displayName, groupScope, secretInState, clientSecretVersion, ...options } = this.props
    const read = Object.values(connection.attributeNames)
    const hasSecret = secretInState !== undefined
    const app = new EntraOidcApp(scope, 'App', {
      ...options,
      displayName: displayName ?? labelOf(connection),
      redirectUri: connection.redirectUri,
      optionalClaims: leftOut.filter((name) => read.includes(name)),
      clientSecret: hasSecret,
      implicitIdToken: !hasSecret,
      ...(secretInState ? { secretInState } : {}),
      ...(clientSecretVersion === undefined ? {} : { clientSecretVersion }),
      ...(groups
        ? {
            groupClaim: {
              identifier: groups.identifier ?? identifierFor(connection),
              ...(groupScope ? { scope: groupScope } : {}),
            },
          }
        : {}),
    })
    const trust = {
      ...named(connection, app),
      clientId: app.clientId,
      ...answerOf(app),
      ...(hasSecret && clientSecretVersion !== undefined ? { clientSecretVersion } : {}),
    }
    return { trust, dependsOn: [app.servicePrincipal], provision: provisionBy(app, options) }
  }
}

/** Entra puts these into an ID Token only where the application asks for them. */
const leftOut = ['email', 'family_name', 'given_name', 'upn']

/** With a secret a code is redeemed; without, the ID Token itself travels, by form post only (T48, T73). */
const answerOf = ({ clientSecret }: EntraOidcApp) =>
  clientSecret === undefined
    ? ({
        clientAuthentication: 'none',
        responseType: 'id_token',
        responseMode: 'form_post',
      } as const)
    : { clientSecret }

const registrationOf = ({ organization }: IOidcConnection) => getPreset(organization.preset)

/** By tenant where the service's page asks for it (T73), else by issuer. */
function named(
  connection: IOidcConnection,
  app: EntraOidcApp,
): Pick<OidcTrust, 'issuer' | 'entraTenantId'> {
  const { oidc } = registrationOf(connection).registration
  return oidc.some(({ kind }) => kind === 'entra-tenant')
    ? { entraTenantId: app.tenantId }
    : { issuer: app.issuer }
}

/** Object IDs where the service matches groups by identifier (T46), else names (S45). */
const identifierFor = (connection: IOidcConnection) =>
  registrationOf(connection).groups.matchedBy === 'idpIdentifier' ? 'objectId' : 'displayName'
