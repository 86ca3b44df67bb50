/** Okta as the IdP of a Federation by OpenID Connect. */
import { Fn, Token } from 'cdktf'
import type { Construct } from 'constructs'
import { getPreset } from '../../src/core/index.js'
import type { IOidcIdp, OidcAppRequest, OidcIdpBinding } from '../idp.js'
import { labelOf } from '../labels.js'
import type { IOidcConnection, OidcTrust } from '../service-provider/index.js'
import type { Waiver } from '../waiver.js'
import type { OktaAppOptions } from './assignments.js'
import { provisionBy } from './idp.js'
import { OktaOidcApp } from './oidc-app.js'
import type { OktaOidcGroupClaim } from './oidc-groups.js'

/** How Okta takes part in a Federation by OpenID Connect. */
export interface OktaOidcIdpProps extends OktaAppOptions {
  /** URL of the Okta organization, such as `https://acme.okta.com` (S21). */
  readonly orgUrl: string
  /**
   * Everybody in the organization may use the app (S20).
   * @default true - as documented
   */
  readonly federationBrokerMode?: boolean
  /**
   * Who sets the groups claim, see `OktaOidcGroupClaim`.
   * @default 'console' - a step for a person, which works with every kind of credentials
   */
  readonly groupsSetBy?: OktaOidcGroupClaim['setBy']
  /**
   * ID of the custom authorization server that issues the ID Tokens.
   * @default - the organization's own
   */
  readonly authorizationServerId?: string
  /**
   * A client secret of your own making (S21): a reference, never a literal. Needs okta 6.8.0, see `OktaOidcApp`.
   * @default - the service proves itself by a key of its own, and there is no secret
   */
  readonly clientSecret?: string
  /**
   * Change it to send the service another client secret. The app takes a secret only when it is made: replace it as well.
   * @default 1
   */
  readonly clientSecretVersion?: number
  /**
   * Lets Okta make the client secret, and accepts that Terraform keeps it in its state.
   * @default - none
   */
  readonly secretInState?: Waiver
}

/**
 * Okta as the IdP of a Federation by OpenID Connect (S20–S23).
 *
 * Logical ids (public API): an {@link OktaOidcApp} `App` below the federation's `Idp`.
 */
export class OktaOidcIdp implements IOidcIdp {
  /** For services that treat one IdP differently from another. */
  readonly idpKind = 'okta'

  constructor(private readonly props: OktaOidcIdpProps) {}

  bindOidc(scope: Construct, { connection, groups }: OidcAppRequest): OidcIdpBinding {
    const { orgUrl, groupsSetBy = 'console', authorizationServerId, ...rest } = this.props
    const { clientSecretVersion, ...options } = rest
    const app = new OktaOidcApp(scope, 'App', {
      ...options,
      ...keyOr(options, connection),
      label: options.label ?? labelOf(connection),
      redirectUri: connection.redirectUri,
      connectionName: connection.name,
      ...(groups
        ? {
            groupClaim: {
              name: groups.name,
              setBy: groupsSetBy,
              ...(groups.filter ? { filter: groups.filter } : {}),
              ...(authorizationServerId ? { authorizationServerId } : {}),
            },
          }
        : {}),
    })
    const trust = {
      ...named(connection, withoutSlash(orgUrl), authorizationServerId),
      clientId: app.clientId,
      clientAuthentication: app.clientAuthentication,
      ...(app.clientSecret === undefined ? {} : { clientSecret: app.clientSecret }),
      ...(clientSecretVersion === undefined ? {} : { clientSecretVersion }),
    }
    return { trust, provision: provisionBy(app.label, undefined) }
  }
}

/** Without a secret of any kind the service proves itself by its key. */
const keyOr = (
  { clientSecret, secretInState }: Pick<OktaOidcIdpProps, 'clientSecret' | 'secretInState'>,
  { jwksUrl }: IOidcConnection,
) => (clientSecret === undefined && secretInState === undefined ? { jwksUrl } : {})

const withoutSlash = (url: string): string =>
  Token.isUnresolved(url) ? Fn.trimsuffix(url, '/') : url.replace(/\/+$/, '')

const hostOf = (url: string): string =>
  Token.isUnresolved(url) ? Fn.trimprefix(url, 'https://') : url.replace(/^https:\/\//, '')

/** By domain where the service's page asks for it (S21), else by issuer. A custom authorization server is an issuer of its own. */
function named(
  { organization }: IOidcConnection,
  orgUrl: string,
  authorizationServerId: string | undefined,
): Pick<OidcTrust, 'issuer' | 'oktaDomain'> {
  if (authorizationServerId !== undefined)
    return { issuer: `${orgUrl}/oauth2/${authorizationServerId}` }
  const { oidc } = getPreset(organization.preset).registration
  return oidc.some(({ kind }) => kind === 'okta-domain')
    ? { oktaDomain: hostOf(orgUrl) }
    : { issuer: orgUrl }
}
