/** The service as an Okta app that speaks OpenID Connect. */
import { AppOauth } from '@cdktf/provider-okta/lib/app-oauth/index.js'
import { Construct } from 'constructs'
import { RefusedConstruct } from '../refusal.js'
import { guardSecret, type SecretWords } from '../secret.js'
import { needsProviderVersion, supportedOkta, supportedOktaWriteOnly } from '../terraform.js'
import { waive, type Waiver } from '../waiver.js'
import { assignGroups, type OktaAppOptions } from './assignments.js'
import { addGroupClaim, groupsClaimOf, type OktaOidcGroupClaim } from './oidc-groups.js'

const kind = Symbol.for('mortise.OktaOidcApp')

/** What an OktaOidcApp is made of. */
export interface OktaOidcAppProps extends OktaAppOptions {
  /** Label of the app in Okta. */
  readonly label: string
  /** Where Okta sends the person back: exactly one (S20). */
  readonly redirectUri: string
  /**
   * Everybody in the organization may use the app (S20).
   * @default true - as documented
   */
  readonly federationBrokerMode?: boolean
  /**
   * A client secret of your own making, 14 to 100 printable characters: the value of a `SecretVariable`, or another
   * reference; never a literal. It goes into a write-only argument, is in no plan and no state, and needs okta 6.8.0, see
   * `supportsClientSecret`, and Terraform 1.11. To rotate it, replace the app: the provider keeps its hands off the secret of
   * an app that is there.
   * @default - none: `jwksUrl` or `secretInState`
   */
  readonly clientSecret?: string
  /**
   * Where the service publishes the keys it proves itself with (`private_key_jwt`): then there is no secret at all, and any
   * provider version will do. A connection's `jwksUrl`.
   * @default - none: `clientSecret` or `secretInState`
   */
  readonly jwksUrl?: string
  /**
   * Accepts that Terraform keeps the client secret that Okta makes in its state.
   * @default - none: refused, unless `clientSecret` or `jwksUrl` is given
   */
  readonly secretInState?: Waiver
  /** The groups claim (S22). @default - none */
  readonly groupClaim?: OktaOidcGroupClaim
  /** Name of the connection, for the steps. @default - none */
  readonly connectionName?: string
}

/**
 * `okta_app_oauth`, a web app: code flow with PKCE, and a key or a secret of the service's.
 *
 * Logical ids (public API): `okta_app_oauth.<id>`, and below it `Assignments` and `GroupClaim`, a step or an
 * `okta_auth_server_claim`.
 */
export class OktaOidcApp extends Construct {
  /** Versions of the okta provider this construct was written for. */
  static readonly supports = supportedOkta
  /** Versions that take a `clientSecret`. */
  static readonly supportsClientSecret = supportedOktaWriteOnly

  /** True for apps of any copy of this class. */
  static isOktaOidcApp(value: unknown): value is OktaOidcApp {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** The L1 class: the escape hatch. */
  readonly binding: AppOauth
  /** For the service; undefined where it proves itself by a key. Sensitive; in Terraform's state only under a waiver. */
  readonly clientSecret?: string

  /**
   * @throws RefusedConstruct `secret-in-state` without clientSecret, jwksUrl or a waiver, `secret-in-code` for a literal one,
   *   `client-authentication-ambiguous` for two of them
   */
  constructor(scope: Construct, id: string, props: OktaOidcAppProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    this.binding = new AppOauth(this, 'Default', {
      ...(props.provider ? { provider: props.provider } : {}),
      ...(props.authenticationPolicyId
        ? { authenticationPolicy: props.authenticationPolicyId }
        : {}),
      label: props.label,
      type: 'web',
      redirectUris: [props.redirectUri],
      grantTypes: ['authorization_code'],
      responseTypes: ['code'],
      ...(props.jwksUrl === undefined
        ? { tokenEndpointAuthMethod: 'client_secret_basic' }
        : { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: props.jwksUrl }),
      pkceRequired: true,
      implicitAssignment: props.federationBrokerMode ?? true,
      hideWeb: props.hideIcon ?? true,
      hideIos: props.hideIcon ?? true,
      ...groupsClaimOf(props.groupClaim),
    })
    const clientSecret = this.secretOf(props)
    if (clientSecret !== undefined) this.clientSecret = clientSecret
    assignGroups(this, this.binding.id, props)
    addGroupClaim(this, props, props.groupClaim)
  }

  /** As administrators read it in the list of apps. */
  get label(): string {
    return this.binding.labelInput ?? this.binding.label
  }

  /** For the service. */
  get clientId(): string {
    return this.binding.clientId
  }

  /** How the service proves who it is. */
  get clientAuthentication(): 'client_secret_basic' | 'private_key_jwt' {
    return this.clientSecret === undefined ? 'private_key_jwt' : 'client_secret_basic'
  }

  private secretOf(props: OktaOidcAppProps): string | undefined {
    const { clientSecret, jwksUrl, secretInState } = props
    checkOneWay(this, props)
    if (jwksUrl !== undefined) {
      // Okta makes no secret for such an app; nothing it might ever send may lie in the state.
      this.binding.omitSecret = true
      return undefined
    }
    if (clientSecret === undefined) {
      waive(this, this.binding, secretInState, inState)
      return this.binding.clientSecret
    }
    guardSecret(this, clientSecret, words)
    needsProviderVersion(this, 'okta', '6.8.0', 'clientSecret')
    this.binding.omitSecret = true
    this.binding.addOverride('client_basic_secret_wo', clientSecret)
    return clientSecret
  }
}

const words: SecretWords = {
  name: 'clientSecret',
  remedy:
    'Pass the value of a SecretVariable, or of a TerraformVariable with sensitive: true and no default.',
}

function checkOneWay(
  construct: Construct,
  { clientSecret, jwksUrl, secretInState }: OktaOidcAppProps,
): void {
  const given = { clientSecret, jwksUrl, secretInState }
  const ways = Object.entries(given).flatMap(([name, way]) => (way === undefined ? [] : [name]))
  if (ways.length < 2) return
  throw new RefusedConstruct(construct, {
    code: 'client-authentication-ambiguous',
    owner: 'caller',
    detail: `${ways.join(' and ')} are given, and the service proves itself in one way only`,
    remedy: 'Give one of jwksUrl, clientSecret and secretInState.',
    path: ways[1] ?? 'clientSecret',
  })
}

const inState = {
  secret: 'the client secret that Okta makes',
  otherwise:
    'Give jwksUrl, with which there is no secret, or clientSecret, which goes into a write-only argument. Or: ',
  path: 'secretInState',
  source: 'https://registry.terraform.io/providers/okta/okta/latest/docs/resources/app_oauth',
}
