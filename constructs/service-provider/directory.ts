/** Where an IdP pushes an organization's people by SCIM. Its base URL follows from names alone, so the IdP's side need not wait. */
import { Construct, type IConstruct } from 'constructs'
import { scimEndpoints } from '../../src/core/index.js'
import { MortiseDirectory } from '../bindings/index.js'
import { parseFor } from '../refusal.js'
import { checkName } from './checks.js'
import type { ConnectionActivation } from './connection-activation.js'
import type { IConnection } from './connection.js'
import { DirectoryToken, type DirectoryTokenOptions } from './directory-token.js'
import type { IOrganization } from './organization.js'
import { providerArgument, providerFor, type MortiseProvider } from './provider.js'

const kind = Symbol.for('mortise.Directory')

/** A directory, made here or elsewhere. */
export interface IDirectory extends IConstruct {
  /** Whose people are pushed. */
  readonly organization: IOrganization
  /** The name as configured. Using it makes nothing wait. */
  readonly name: string
  /** The name as Terraform reference: whatever uses it waits for the directory. */
  readonly nameRef: string
  /** Okta: *SCIM connector base URL*; Entra: *Tenant URL* (T51). Using it makes nothing wait. */
  readonly scimBaseUrl: string
}

/** What a Directory is made of. */
export interface DirectoryProps {
  /** Whose people are pushed. */
  readonly organization: IOrganization
  /** 1 to 63 lower-case letters, digits and hyphens, beginning with a letter. Changing it replaces the directory and its people. */
  readonly name: string
  /**
   * The connection its people sign in by.
   * @default - any of the organization
   */
  readonly connection?: IConnection
  /**
   * What enables the connection, if it is in this stack: the service opens a directory only where SSO works (T60).
   * @default - enabled elsewhere
   */
  readonly activation?: ConnectionActivation
}

abstract class DirectoryBase extends Construct implements IDirectory {
  readonly organization: IOrganization
  readonly name: string
  readonly scimBaseUrl: string
  abstract readonly nameRef: string
  protected readonly provider: MortiseProvider

  constructor(scope: Construct, id: string, organization: IOrganization, name: string) {
    super(scope, id)
    checkName(this, name)
    this.provider = providerFor(this, organization.provider)
    this.organization = organization
    this.name = name
    const { serviceUrl } = this.provider
    const endpoints = parseFor(this, () => scimEndpoints(serviceUrl, organization.preset, name))
    this.scimBaseUrl = endpoints.scimBaseUrl
  }
}

/**
 * A directory: users, and groups where the preset has them (T50).
 *
 * Logical ids (public API): `mortise_directory.<id>`; `addToken(name)` makes the child `token-<name>`.
 */
export class Directory extends DirectoryBase {
  /** True for directories managed by this app, of any copy of this class. */
  static isDirectory(value: unknown): value is Directory {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** A directory that exists already and is managed elsewhere. */
  static fromDirectoryName(
    scope: Construct,
    id: string,
    organization: IOrganization,
    name: string,
  ): IDirectory {
    return new ExistingDirectory(scope, id, organization, name)
  }

  /** The name as Terraform reference: whatever uses it waits for the directory. */
  readonly nameRef: string
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseDirectory

  /** @throws RefusedConstruct `invalid-input`, or `directory-unsupported` where the service has no SCIM */
  constructor(scope: Construct, id: string, props: DirectoryProps) {
    super(scope, id, props.organization, props.name)
    Object.defineProperty(this, kind, { value: true })
    const { organization, name, connection, activation } = props
    this.binding = new MortiseDirectory(this, 'Default', {
      ...providerArgument(this.provider),
      ...(activation ? { dependsOn: [activation.binding] } : {}),
      organization: organization.nameRef,
      name,
      connectionName: connection?.nameRef,
    })
    this.nameRef = this.binding.name
  }

  /**
   * A token for the IdP to push with. Two may live at a time: to rotate, add a second, hand it over, then remove the first.
   * @throws RefusedConstruct `secret-in-code` for a literal value
   */
  addToken(name: string, options: DirectoryTokenOptions): DirectoryToken {
    return new DirectoryToken(this, `token-${name}`, { ...options, directory: this, name })
  }
}

class ExistingDirectory extends DirectoryBase {
  readonly nameRef: string

  constructor(scope: Construct, id: string, organization: IOrganization, name: string) {
    super(scope, id, organization, name)
    this.nameRef = name
  }
}
