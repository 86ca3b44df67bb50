/** An OpenID Connect IdP without a Terraform provider: the service's side is built, the IdP's side is told, every value computed. */
import type { Construct } from 'constructs'
import type { IdpKind } from '../claims.js'
import type { IOidcIdp, OidcAppRequest, OidcIdpBinding } from '../idp.js'
import { labelOf } from '../labels.js'
import { ManualStep, type StepValue } from '../manual-step.js'
import type { OidcTrust } from '../service-provider/index.js'
import { otherIdp, type IdpConsole } from './console.js'
import { provisionBy } from './provisioning.js'

/** How an OpenID Connect IdP without a provider takes part in a Federation. It is named by issuer, or as a Google Workspace. */
export interface CustomOidcIdpProps extends OidcTrust {
  /**
   * Label of the client at the IdP.
   * @default - the service's title and the connection's name
   */
  readonly label?: string
  /**
   * Whose console it is: `jumpCloud`, `googleWorkspace`, `keycloak`, or one of your own.
   * @default - any IdP's
   */
  readonly console?: IdpConsole
}

/**
 * An OpenID Connect IdP told by hand (T07, S53). Without a `clientSecret` the service proves itself by a key of its own.
 *
 * Logical ids (public API): step `CreateClient` below the federation's `Idp`, and `Provisioning`.
 */
export class CustomOidcIdp implements IOidcIdp {
  /** For services that treat one IdP differently from another. */
  readonly idpKind?: IdpKind

  constructor(private readonly props: CustomOidcIdpProps) {
    const { kind } = props.console ?? otherIdp
    if (kind !== 'other') this.idpKind = kind
  }

  bindOidc(scope: Construct, request: OidcAppRequest): OidcIdpBinding {
    const { label: chosen, console = otherIdp, ...given } = this.props
    const label = chosen ?? labelOf(request.connection)
    const trust: OidcTrust =
      given.clientSecret === undefined && given.clientAuthentication === undefined
        ? { ...given, clientAuthentication: 'private_key_jwt' }
        : given
    createClientStep(scope, console.title, label, { ...request, trust })
    return { trust, ...provisionBy(console, label) }
  }
}

type Told = OidcAppRequest & { readonly trust: OidcTrust }

function createClientStep(scope: Construct, idp: string, label: string, told: Told): void {
  const { connection, groups, trust } = told
  const { responseType = 'code' } = trust
  new ManualStep(scope, 'CreateClient', {
    title: 'create the client',
    idp,
    connection: connection.name,
    when: 'before-apply',
    path: [`Create an OpenID Connect client named ${label}`],
    values: [
      { field: 'Redirect URI, the only one', value: connection.redirectUri },
      {
        field: 'Flow',
        value: responseType === 'code' ? 'authorization code, with PKCE' : 'ID Token by form post',
      },
      { field: 'Scopes', value: 'openid profile email' },
      ...authenticationValues(told),
      ...(groups ? [{ field: 'Groups claim in the ID Token', value: groups.name }] : []),
    ],
    proof: { event: 'attributes', detail: 'a sign-in brings an ID Token of this issuer' },
    source: 'T07, S53',
  })
}

function authenticationValues({ connection, trust }: Told): StepValue[] {
  const { clientAuthentication = 'client_secret_basic' } = trust
  const field = 'Client authentication'
  if (clientAuthentication === 'none')
    return [{ field, value: 'none: a public client, which proves itself by PKCE alone' }]
  if (clientAuthentication === 'private_key_jwt')
    return [
      { field, value: 'private_key_jwt' },
      { field: 'JWKS URL', value: connection.jwksUrl },
    ]
  return [
    { field, value: clientAuthentication },
    { field: 'Client secret', secret: 'made by the identity provider; keep it for Terraform' },
  ]
}
