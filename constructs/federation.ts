/** One intent, both sides: the IdP's app and the service's connection, agreeing in every name, built in one apply. */
import { Construct } from 'constructs'
import type { ClaimOptions, Claims } from './claims.js'
import { connectOidc, connectSaml } from './connect.js'
import type { IOidcIdp, ISamlIdp } from './idp.js'
import { provision, type ProvisioningOptions } from './provisioning.js'
import {
  ConnectionActivation,
  type ActivationOptions,
  type ConnectionSettings,
  type Directory,
  type IOrganization,
  type OidcConnection,
  type SamlConnection,
  type SamlPolicy,
} from './service-provider/index.js'

const kind = Symbol.for('mortise.Federation')

/** What a Federation is made of. */
export interface FederationProps extends ClaimOptions, ConnectionSettings {
  /** Who signs in. */
  readonly organization: IOrganization
  /** Name of the connection: part of every URL; changing it replaces the connection. */
  readonly name: string
  /**
   * Through whom, and by which protocol. SAML: an `OktaIdp`, an `EntraIdp`, a `CustomSamlIdp`. OpenID Connect: an
   * `OktaOidcIdp`, an `EntraOidcIdp`, a `CustomOidcIdp`.
   */
  readonly idp: ISamlIdp | IOidcIdp
  /**
   * What the IdP shall say of a person.
   * @default - SAML: what the preset requires, from the properties its vendor documents; OpenID Connect: the standard claims
   */
  readonly claims?: Claims
  /**
   * Create people at their first sign-in; otherwise only known people may sign in.
   * @default true
   */
  readonly justInTimeProvisioning?: boolean
  /**
   * SAML: how strictly the IdP is trusted, and how it is asked.
   * @default - the safe choices
   */
  readonly policy?: SamlPolicy
  /**
   * Enable the connection (S05, W05). A test sign-in must have passed before, unless an override says why not.
   * @default - the connection stays as it is: a new one is a draft, to be tested
   */
  readonly activation?: ActivationOptions
  /**
   * Let the same app push people by SCIM (T04). Needs `activation`: SSO must work first (T60).
   * @default - none: people come by signing in
   */
  readonly provisioning?: ProvisioningOptions
}

/**
 * An organization signing in through an IdP. The app is told endpoints that follow from names alone, the connection is
 * told what the app exports: the connection depends on the app, never the app on the connection. Provisioning closes no
 * circle either: what waits for the directory's token is not the app but its provisioning job.
 *
 * Logical ids (public API), below `<id>`: `Connection`, `Activation`, `Directory` and `Directory/token-<name>` on the
 * service's side; `Idp` and `Provisioning` on the IdP's, see the IdP's construct.
 */
export class Federation extends Construct {
  /** True for federations of any copy of this class. */
  static isFederation(value: unknown): value is Federation {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** The service's side. */
  readonly connection: SamlConnection | OidcConnection
  /** What the IdP is told to send, as decided. */
  readonly claims: Claims
  /** What enables the connection. */
  readonly activation?: ConnectionActivation
  /** Where the IdP pushes people. */
  readonly directory?: Directory

  /**
   * @throws RefusedConstruct for what the connection, the claims or the directory refuse; `provisioning-unsupported`;
   *   `provisioning-without-activation`; `policy-unused`
   */
  constructor(scope: Construct, id: string, props: FederationProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    const { idp } = props
    const { connection, binding, claims } =
      'bindOidc' in idp ? connectOidc(this, idp, props) : connectSaml(this, idp, props)
    this.claims = claims
    this.connection = connection
    if (props.activation) {
      this.activation = new ConnectionActivation(this, 'Activation', {
        ...props.activation,
        connection,
      })
    }
    if (props.provisioning) {
      const { activation } = this
      this.directory = provision(this, { connection, activation, binding }, props.provisioning)
    }
  }
}
