/** The service as an Okta app that speaks OpenID Connect: the app's side only, until the provider has a resource for the service's. */
import { AppOauth } from '@cdktf/provider-okta/lib/app-oauth/index.js'
import { Construct } from 'constructs'
import type { GroupFilter } from '../claims.js'
import { ManualStep } from '../manual-step.js'
import { guardSecret, type SecretWords } from '../secret.js'
import { needsProviderVersion, supportedOkta, supportedOktaWriteOnly } from '../terraform.js'
import { waive, type Waiver } from '../waiver.js'
import { assignGroups, type OktaAppOptions } from './assignments.js'
import { filterOf } from './saml-app.js'

const kind = Symbol.for('mortise.OktaOidcApp')

/** The groups Okta puts into the ID Token. */
export interface OktaOidcGroupClaim {
  /** Name of the claim. @default 'groups' (S22) */
  readonly name?: string
  /** Which groups. @default - those matching `.*` (S22) */
  readonly filter?: GroupFilter
  /**
   * Who sets it. `provider`: `groups_claim`, which uses an API that is not public, works with an API token only, is
   * silently ignored under OAuth 2.0 credentials and not taken back when unset (okta provider #1906, #2730).
   * `console`: a step for a person.
   */
  readonly setBy: 'provider' | 'console'
}

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
   * @default - Okta makes one, which needs `secretInState`
   */
  readonly clientSecret?: string
  /**
   * Accepts that Terraform keeps the client secret that Okta makes in its state.
   * @default - none: refused, unless `clientSecret` is given
   */
  readonly secretInState?: Waiver
  /** The groups claim (S22). @default - none */
  readonly groupClaim?: OktaOidcGroupClaim
  /** Name of the connection, for the steps. @default - none */
  readonly connectionName?: string
}

/**
 * `okta_app_oauth`, a web app: code flow with PKCE and a client secret.
 *
 * Logical ids (public API): `okta_app_oauth.<id>`, and below it `Assignments`; the step is `GroupClaim`.
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
  /** For the service. Sensitive; in Terraform's state only under a waiver. */
  readonly clientSecret: string

  /** @throws RefusedConstruct `secret-in-state` without clientSecret or a waiver, `secret-in-code` for a literal one */
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
      tokenEndpointAuthMethod: 'client_secret_basic',
      pkceRequired: true,
      implicitAssignment: props.federationBrokerMode ?? true,
      hideWeb: props.hideIcon ?? true,
      hideIos: props.hideIcon ?? true,
      ...groupsClaimOf(props.groupClaim),
    })
    this.clientSecret = this.secretOf(props)
    assignGroups(this, this.binding.id, props)
    if (props.groupClaim?.setBy === 'console') groupClaimStep(this, props, props.groupClaim)
  }

  /** For the service. */
  get clientId(): string {
    return this.binding.clientId
  }

  private secretOf({ clientSecret, secretInState }: OktaOidcAppProps): string {
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

const inState = {
  secret: 'the client secret that Okta makes',
  otherwise: 'Give clientSecret, which goes into a write-only argument. Or: ',
  path: 'secretInState',
  source: 'https://registry.terraform.io/providers/okta/okta/latest/docs/resources/app_oauth',
}

function groupsClaimOf(claim: OktaOidcGroupClaim | undefined) {
  if (claim?.setBy !== 'provider') return {}
  const { filterType, filterValue } = filterOf(claim.filter)
  return {
    groupsClaim: { type: 'FILTER', name: claim.name ?? 'groups', filterType, value: filterValue },
  }
}

const consoleFilters: readonly (readonly [keyof GroupFilter, string])[] = [
  ['startsWith', 'Starts with'],
  ['equals', 'Equals'],
  ['contains', 'Contains'],
  ['matches', 'Matches regex'],
]

function groupClaimStep(
  scope: Construct,
  { label, connectionName }: OktaOidcAppProps,
  { name = 'groups', filter = { matches: '.*' } }: OktaOidcGroupClaim,
): void {
  const [key, words] = consoleFilters.find(([each]) => filter[each] !== undefined) ?? [
    'matches',
    'Matches regex',
  ]
  new ManualStep(scope, 'GroupClaim', {
    title: 'send the groups claim',
    idp: 'Okta',
    ...(connectionName === undefined ? {} : { connection: connectionName }),
    path: [
      `Applications > Applications > ${label} > Sign On`,
      'Token claims > Show legacy configuration > Edit',
      'Enter the values below, then Save',
    ],
    values: [
      { field: 'Groups claim type', value: 'Filter' },
      { field: 'Groups claim filter, first field', value: name },
      { field: `Groups claim filter, ${words}`, value: filter[key] ?? '.*' },
    ],
    proof: { event: 'attributes', detail: `a sign-in brings the claim \`${name}\`` },
    source: 'S22',
  })
}
