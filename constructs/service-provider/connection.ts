/** What connections of both protocols have in common. */
import type { IConstruct } from 'constructs'
import type { IOrganization } from './organization.js'

/** A connection, SAML or OpenID Connect, made here or elsewhere. */
export interface IConnection extends IConstruct {
  /** The organization it belongs to. */
  readonly organization: IOrganization
  /** The name as configured; part of every URL. Using it makes nothing wait. */
  readonly name: string
  /** The name as Terraform reference: whatever uses it is created after the connection and destroyed before it. */
  readonly nameRef: string
  /** Where a person begins a sign-in. */
  readonly loginUrl: string
}
