/** That a connection carries sign-ins, and on what evidence. Testing it is a person's business. */
import { Construct } from 'constructs'
import { MortiseConnectionActivation } from '../bindings/index.js'
import type { IConnection } from './connection.js'
import { providerArgument, providerFor } from './provider.js'

const kind = Symbol.for('mortise.ConnectionActivation')

/** How a connection is enabled. */
export interface ActivationOptions {
  /**
   * Enable without a passed test, and why: 10 to 500 characters, written to the service's record of changes.
   * @default - none: a test sign-in of this very configuration must have passed (S05, W05)
   */
  readonly overrideReason?: string
}

/** What a ConnectionActivation is made of. */
export interface ConnectionActivationProps extends ActivationOptions {
  /** The connection to be enabled. */
  readonly connection: IConnection
}

/**
 * Enables a connection. The plan warns when the proof is about another configuration; destroying it disables the
 * connection, and its sessions end (S05, W05, T60).
 *
 * Logical ids (public API): `mortise_connection_activation.<id>`.
 */
export class ConnectionActivation extends Construct {
  /** True for activations of any copy of this class. */
  static isConnectionActivation(value: unknown): value is ConnectionActivation {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** The connection that is enabled. */
  readonly connection: IConnection
  /** The L1 class: the escape hatch, and what `dependsOn` takes. */
  readonly binding: MortiseConnectionActivation

  constructor(scope: Construct, id: string, props: ConnectionActivationProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    const { connection, overrideReason } = props
    this.connection = connection
    this.binding = new MortiseConnectionActivation(this, 'Default', {
      ...providerArgument(providerFor(this, connection.organization.provider)),
      connectionName: connection.nameRef,
      overrideReason,
    })
  }

  /** The connection's name, for whatever must wait until the connection carries sign-ins (T60). */
  get connectionNameRef(): string {
    return this.binding.connectionName
  }

  /** `enabled`, `stale` or `suspended`; known after apply. */
  get status(): string {
    return this.binding.status
  }
}
