/** One intent, both sides: the IdP's app and the service's connection, agreeing in every name, built in one apply. */
import { dependable } from 'cdktf'
import { Construct } from 'constructs'
import { mappingOf, type ClaimOptions, type Claims } from './claims.js'
import type { ISamlIdp } from './idp.js'
import { presetFor } from './service-provider/checks.js'
import { SamlConnection, type IOrganization } from './service-provider/index.js'

const kind = Symbol.for('mortise.Federation')

/** What a Federation is made of. SAML; OIDC and provisioning join when the provider has resources for them. */
export interface FederationProps extends ClaimOptions {
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
}

/**
 * An organization signing in through an IdP. The app is told endpoints that follow from names alone, the connection is
 * told what the app exports: the connection depends on the app, never the app on the connection.
 *
 * Logical ids (public API): the connection is `Connection` below `<id>`, the IdP's side is below `<id>/Idp`; see the IdP's construct.
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

  /** @throws RefusedConstruct for what SamlConnection or the claims refuse */
  constructor(scope: Construct, id: string, props: FederationProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    const { organization, name, idp, fullName = false } = props
    this.claims = idp.settleClaims(props.claims ?? {}, fieldsOf(this, organization))
    const mapping = mappingOf(this.claims)
    const attributeMapping = Object.keys(mapping).length > 0 ? { attributeMapping: mapping } : {}
    const ahead = SamlConnection.fromSamlConnectionName(this, 'Ahead', name, {
      organization,
      ...attributeMapping,
    })
    const { trust, dependsOn = [] } = idp.bindSaml(new Construct(this, 'Idp'), {
      connection: ahead,
      claims: this.claims,
      fullName,
    })
    this.connection = new SamlConnection(this, 'Connection', {
      organization,
      name,
      ...attributeMapping,
      ...trust,
      ...(props.justInTimeProvisioning === undefined
        ? {}
        : { justInTimeProvisioning: props.justInTimeProvisioning }),
    })
    if (dependsOn.length > 0) this.connection.binding.dependsOn = dependsOn.map(dependable)
  }
}

const fieldsOf = (construct: Construct, { preset }: IOrganization): readonly string[] =>
  presetFor(construct, preset).fields.map(({ field }) => field)
