/** E-mail domains: the claim, and its proof by DNS. The record is published by whichever provider the zone has. */
import type { ITerraformDependable } from 'cdktf'
import { Construct, type IConstruct } from 'constructs'
import { MortiseDomain, MortiseDomainVerification } from '../bindings/index.js'
import type { IConnection } from './connection.js'
import type { IOrganization } from './organization.js'
import { providerArgument, providerFor } from './provider.js'

const kind = Symbol.for('mortise.Domain')

/** A claim to an e-mail domain, made here or elsewhere. */
export interface IDomain extends IConstruct {
  /** The organization that claims it. */
  readonly organization: IOrganization
  /** The domain as configured. */
  readonly name: string
  /** The domain as Terraform reference: whatever uses it waits for the claim. */
  readonly nameRef: string
}

/** What a Domain is made of. */
export interface DomainProps {
  /** The organization that claims it. */
  readonly organization: IOrganization
  /** Such as `example.com`: lower case, other scripts in their ASCII form. Changing it replaces the claim. */
  readonly name: string
  /**
   * Where people of the domain sign in (T01).
   * @default - the organization's only enabled connection
   */
  readonly connection?: IConnection
}

/**
 * An organization's claim to an e-mail domain: publish `recordValue` as TXT record `recordName`, then verify. Only a
 * verified domain leads people to a connection (T01).
 *
 * Logical ids (public API): `mortise_domain.<id>`; `verify()` makes the child `Verification`.
 */
export class Domain extends Construct implements IDomain {
  /** True for claims managed by this app, of any copy of this class. */
  static isDomain(value: unknown): value is Domain {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** A claim that exists already and is managed elsewhere. */
  static fromDomainName(
    scope: Construct,
    id: string,
    organization: IOrganization,
    name: string,
  ): IDomain {
    return new ExistingDomain(scope, id, organization, name)
  }

  readonly organization: IOrganization
  readonly name: string
  readonly nameRef: string
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseDomain

  constructor(scope: Construct, id: string, props: DomainProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    const { organization, name, connection } = props
    this.organization = organization
    this.name = name
    this.binding = new MortiseDomain(this, 'Default', {
      ...providerArgument(providerFor(this, organization.provider)),
      organization: organization.nameRef,
      name,
      connectionName: connection?.nameRef,
    })
    this.nameRef = this.binding.name
  }

  /** Name of the TXT record to publish; known after apply. */
  get recordName(): string {
    return this.binding.recordName
  }

  /** What the TXT record must say; known after apply. */
  get recordValue(): string {
    return this.binding.recordValue
  }

  /**
   * Waits, at apply, until DNS bears the claim out.
   * @param record - the resource that publishes the record, if it is in this stack
   */
  verify(...record: readonly ITerraformDependable[]): DomainVerification {
    return new DomainVerification(this, 'Verification', { domain: this, after: record })
  }
}

class ExistingDomain extends Construct implements IDomain {
  readonly nameRef: string

  constructor(
    scope: Construct,
    id: string,
    readonly organization: IOrganization,
    readonly name: string,
  ) {
    super(scope, id)
    this.nameRef = name
  }
}

/** What a DomainVerification is made of. */
export interface DomainVerificationProps {
  /** The claim to be proven. */
  readonly domain: IDomain
  /**
   * What publishes the TXT record.
   * @default - nothing of this stack: the record is there already
   */
  readonly after?: readonly ITerraformDependable[]
}

/**
 * The proof of a claim: waits until the TXT record is found, at most ten minutes. Destroying it takes nothing back.
 *
 * Logical ids (public API): `mortise_domain_verification.<id>`.
 */
export class DomainVerification extends Construct {
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseDomainVerification

  constructor(scope: Construct, id: string, { domain, after = [] }: DomainVerificationProps) {
    super(scope, id)
    const { organization } = domain
    this.binding = new MortiseDomainVerification(this, 'Default', {
      ...providerArgument(providerFor(this, organization.provider)),
      ...(after.length > 0 ? { dependsOn: [...after] } : {}),
      organization: organization.nameRef,
      domain: domain.nameRef,
    })
  }

  /** When the record was found, RFC 3339; known after apply. */
  get verifiedAt(): string {
    return this.binding.verifiedAt
  }
}
