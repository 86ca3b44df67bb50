/** An OpenID Connect IdP without a Terraform provider: the service's side is built, the IdP's side is told, every value computed. */
import type { Construct, IConstruct } from 'constructs'
import type { Claims, IdpKind } from '../claims.js'
import type { IOidcIdp, OidcAppRequest, OidcIdpBinding } from '../idp.js'
import { labelOf } from '../labels.js'
import { ManualStep, type StepValue } from '../manual-step.js'
import { RefusedConstruct } from '../refusal.js'
import type { OidcTrust } from '../service-provider/index.js'
import { otherIdp, type IdpConsole } from './console.js'
import type { OidcConsole } from './oidc-console.js'
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
   * @default - words that fit any IdP (S53)
   */
  readonly console?: IdpConsole
}

/**
 * An OpenID Connect IdP told by hand (T07, S53). JumpCloud, Google and Keycloak are known as data. Without a `clientSecret`
 * the service proves itself by a key of its own, where the IdP takes one.
 *
 * Logical ids (public API): steps `CreateClient` and `Groups` below the federation's `Idp`, and `Provisioning`.
 */
export class CustomOidcIdp implements IOidcIdp {
  /** For services that treat one IdP differently from another. */
  readonly idpKind?: IdpKind

  constructor(private readonly props: CustomOidcIdpProps) {
    const { kind } = props.console ?? otherIdp
    if (kind !== 'other') this.idpKind = kind
  }

  /** @throws RefusedConstruct `group-claim-unsupported` where groups are claimed from an IdP that sends none */
  settleClaims(construct: IConstruct, claims: Claims): Claims {
    const { console = otherIdp } = this.props
    if (console.oidc?.groups !== null) return claims
    if (claims.groups) throw new RefusedConstruct(construct, noGroups(console.title))
    return { ...claims, groups: false }
  }

  /** @throws RefusedConstruct `protocol-unsupported`, or `client-authentication-unsupported` for a way this IdP does not take */
  bindOidc(scope: Construct, request: OidcAppRequest): OidcIdpBinding {
    const { label: chosen, console = otherIdp, ...given } = this.props
    if (console.oidc === null) throw new RefusedConstruct(scope, noOidc(console.title))
    const label = chosen ?? labelOf(request.connection)
    const trust: OidcTrust =
      given.clientSecret === undefined && given.clientAuthentication === undefined
        ? { ...given, clientAuthentication: 'private_key_jwt' }
        : given
    tell(scope, console.title, { ...request, trust, label, console: console.oidc })
    return { trust, ...provisionBy(console, label) }
  }
}

interface Told extends OidcAppRequest {
  readonly trust: OidcTrust
  readonly label: string
  readonly console: OidcConsole
}

function tell(scope: Construct, idp: string, told: Told): void {
  const { connection, console, groups, trust, label } = told
  const common = { idp, connection: connection.name, source: console.source }
  const labelled = (click: string) => click.replaceAll('{label}', () => label)
  new ManualStep(scope, 'CreateClient', {
    ...common,
    title: 'create the client',
    when: 'before-apply',
    path: [...console.create, ...console.found.map((each) => `Keep for Terraform: ${each}`)].map(
      labelled,
    ),
    values: [
      { field: console.redirectUri, value: connection.redirectUri },
      ...console.fixed,
      ...(trust.responseType === 'id_token' ? [implicitly] : authentication(scope, idp, told)),
    ],
    notes: console.notes,
    proof: { event: 'attributes', detail: 'a sign-in brings an ID Token of this issuer' },
  })
  if (groups === undefined || console.groups === null) return
  new ManualStep(scope, 'Groups', {
    ...common,
    title: 'send the groups',
    path: [labelled(console.groups.path)],
    values: [{ field: console.groups.field, value: groups.name }],
    proof: { event: 'attributes', detail: `a sign-in brings \`${groups.name}\`` },
  })
}

/** T73: no secret, so the ID Token itself travels. */
const implicitly: StepValue = { field: 'Flow', value: 'implicit: the ID Token by form post' }

function authentication(
  scope: IConstruct,
  idp: string,
  { connection, console, trust }: Told,
): readonly StepValue[] {
  const { clientAuthentication = 'client_secret_basic', clientSecret } = trust
  const fields = console.clientAuthentication[clientAuthentication]
  if (fields === undefined)
    throw new RefusedConstruct(scope, notTaken(idp, console, clientAuthentication))
  return [
    ...fields,
    ...(clientAuthentication === 'private_key_jwt' && console.jwksUrl !== undefined
      ? [{ field: console.jwksUrl, value: connection.jwksUrl }]
      : []),
    ...(clientSecret === undefined ? [] : [madeThere]),
  ]
}

const madeThere: StepValue = {
  field: 'Client secret',
  secret: 'made by the identity provider; keep it for Terraform',
}

const notTaken = (idp: string, { clientAuthentication, source }: OidcConsole, wanted: string) =>
  ({
    code: 'client-authentication-unsupported',
    owner: 'caller',
    detail: `${idp} takes no client that proves itself by ${wanted}`,
    remedy: `Give clientSecret, or clientAuthentication: one of ${Object.keys(clientAuthentication).join(', ')}.`,
    source,
    path: 'clientAuthentication',
  }) as const

const noOidc = (idp: string) =>
  ({
    code: 'protocol-unsupported',
    owner: 'caller',
    detail: `nothing is known of OpenID Connect at ${idp}`,
    remedy: 'Give the console an oidc, or use a CustomSamlIdp.',
    path: 'console',
  }) as const

const noGroups = (idp: string) =>
  ({
    code: 'group-claim-unsupported',
    owner: 'caller',
    detail: `ID Tokens of ${idp} name no groups`,
    remedy: 'Leave claims.groups out, and use SAML or SCIM where groups give roles.',
    path: 'claims.groups',
  }) as const
