/** One intent, both sides: the IdP's app and the service's connection, agreeing in every name, built in one apply. */
import { dependable } from 'cdktf'
import { Construct } from 'constructs'
import { mappingOf, type ClaimOptions, type Claims } from './claims.js'
import type { IdpBinding, ISamlIdp } from './idp.js'
import { provision, type ProvisioningOptions } from './provisioning.js'
import { presetFor } from './service-provider/checks.js'
import { settingsIn } from './service-provider/settings.js'
import {
  ConnectionActivation,
  SamlConnection,
  type ActivationOptions,
  type ConnectionSettings,
  type Directory,
  type IOrganization,
  type SamlPolicy,
} from './service-provider/index.js'

const kind = Symbol.for('mortise.Federation')

/** What a Federation is made of. SAML; OIDC joins when the provider has a resource for it. */
export interface FederationProps extends ClaimOptions, ConnectionSettings {
  /** Who signs in. */
  readonly organization: IOrganization
  /** Name of the connection: part of every URL; changing it replaces the connection. */
  readonly name: string
  /** Through whom: an `OktaIdp`, an `EntraIdp`, a `CustomSamlIdp`. */
  readonly idp: ISamlIdp
  /**
   * What the IdP shall say of a person.
   * @default - what the preset requires, from the properties its vendor documents
   */
  readonly claims?: Claims
  /**
   * Create people at their first sign-in; otherwise only known people may sign in.
   * @default true
   */
  readonly justInTimeProvisioning?: boolean
  /**
   * How strictly the IdP is trusted, and how it is asked.
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
  readonly connection: SamlConnection
  /** What the IdP is told to send, as decided. */
  readonly claims: Claims
  /** What enables the connection. */
  readonly activation?: ConnectionActivation
  /** Where the IdP pushes people. */
  readonly directory?: Directory

  /**
   * @throws RefusedConstruct for what SamlConnection, the claims or the directory refuse; `provisioning-unsupported`;
   *   `provisioning-without-activation`
   */
  constructor(scope: Construct, id: string, props: FederationProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    this.claims = props.idp.settleClaims(props.claims ?? {}, fieldsOf(this, props.organization))
    const { connection, binding } = connectSaml(this, props)
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

function connectSaml(
  federation: Federation,
  props: FederationProps,
): { readonly connection: SamlConnection; readonly binding: IdpBinding } {
  const { organization, name, idp, fullName = false, justInTimeProvisioning, policy } = props
  const settings = { ...(idp.idpKind ? { idpKind: idp.idpKind } : {}), ...settingsIn(props) }
  const { claims } = federation
  const mapping = mappingOf(claims)
  const attributeMapping = Object.keys(mapping).length > 0 ? { attributeMapping: mapping } : {}
  const ahead = SamlConnection.fromSamlConnectionName(federation, 'Ahead', name, {
    organization,
    ...attributeMapping,
    ...settings,
  })
  const app = new Construct(federation, 'Idp')
  const binding = idp.bindSaml(app, { connection: ahead, claims, fullName })
  const { trust, dependsOn = [] } = binding
  const connection = new SamlConnection(federation, 'Connection', {
    organization,
    name,
    ...attributeMapping,
    ...settings,
    ...trust,
    ...(policy ? { policy } : {}),
    ...(justInTimeProvisioning === undefined ? {} : { justInTimeProvisioning }),
  })
  if (dependsOn.length > 0) connection.binding.dependsOn = dependsOn.map(dependable)
  return { connection, binding }
}

const fieldsOf = (construct: Construct, { preset }: IOrganization): readonly string[] =>
  presetFor(construct, preset).fields.map(({ field }) => field)
