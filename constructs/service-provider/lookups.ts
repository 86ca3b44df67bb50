/** What the service can be asked about its connections while Terraform plans. Nothing here makes or changes anything. */
import { Fn, Token } from 'cdktf'
import { Construct } from 'constructs'
import {
  DataMortiseConnection,
  DataMortiseConnections,
  DataMortiseConnectionTest,
  DataMortiseManualSteps,
  DataMortiseSignInAttempts,
} from '../bindings/index.js'
import type { IConnection } from './connection.js'
import type { IOrganization } from './organization.js'
import { MortiseProvider, providerArgument, providerFor } from './provider.js'

/** What a ConnectionLookup is made of. */
export interface ConnectionLookupProps {
  /** Which connection. */
  readonly connection: IConnection
}

const argumentsOf = (construct: Construct, { organization }: IConnection) =>
  providerArgument(providerFor(construct, organization.provider))

/**
 * How one connection stands: for outputs, and for preconditions.
 *
 * Logical ids (public API): `data.mortise_connection.<id>`.
 */
export class ConnectionLookup extends Construct {
  /** The L1 class, with every value. */
  readonly binding: DataMortiseConnection

  constructor(scope: Construct, id: string, { connection }: ConnectionLookupProps) {
    super(scope, id)
    this.binding = new DataMortiseConnection(this, 'Default', {
      ...argumentsOf(this, connection),
      name: connection.nameRef,
    })
  }

  /** `draft`, `tested`, `enabled`, `stale`, `suspended` or `disabled`. */
  get status(): string {
    return this.binding.status
  }

  /** When a test of the configuration of now passed, RFC 3339; null when none did. */
  get testedAt(): string {
    return this.binding.testedAt
  }
}

/**
 * The checks of a connection that need no person: metadata readable, days left of certificates, endpoints agree. No
 * evidence for an activation.
 *
 * Logical ids (public API): `data.mortise_connection_test.<id>`.
 */
export class ConnectionTest extends Construct {
  /** The L1 class, with every check. */
  readonly binding: DataMortiseConnectionTest

  constructor(scope: Construct, id: string, { connection }: ConnectionLookupProps) {
    super(scope, id)
    this.binding = new DataMortiseConnectionTest(this, 'Default', {
      ...argumentsOf(this, connection),
      connectionName: connection.nameRef,
    })
  }

  /** No check has failed. */
  get passed(): DataMortiseConnectionTest['passed'] {
    return this.binding.passed
  }
}

/** What a ConnectionsLookup is made of. */
export interface ConnectionsLookupProps {
  /**
   * Only those of this organization.
   * @default - all of the service
   */
  readonly organization?: IOrganization
  /**
   * The service that is asked.
   * @default - the organization's, or the stack's MortiseProvider
   */
  readonly provider?: MortiseProvider
}

/**
 * All connections, or those of an organization, by name.
 *
 * Logical ids (public API): `data.mortise_connections.<id>`.
 */
export class ConnectionsLookup extends Construct {
  /** The L1 class, with every connection. */
  readonly binding: DataMortiseConnections

  constructor(scope: Construct, id: string, props: ConnectionsLookupProps = {}) {
    super(scope, id)
    const { organization } = props
    const provider = props.provider ?? organization?.provider ?? MortiseProvider.of(this)
    this.binding = new DataMortiseConnections(this, 'Default', {
      ...providerArgument(providerFor(this, provider)),
      organization: organization?.nameRef,
    })
  }
}

/** What a SignInAttempts is made of. */
export interface SignInAttemptsProps extends ConnectionLookupProps {
  /**
   * How many at most, 1 to 1000.
   * @default 100
   */
  readonly limit?: number
}

/**
 * The newest sign-in attempts through a connection, with the reason for each refusal (T48).
 *
 * Logical ids (public API): `data.mortise_sign_in_attempts.<id>`.
 */
export class SignInAttempts extends Construct {
  /** The L1 class, with every attempt. */
  readonly binding: DataMortiseSignInAttempts

  constructor(scope: Construct, id: string, { connection, limit }: SignInAttemptsProps) {
    super(scope, id)
    this.binding = new DataMortiseSignInAttempts(this, 'Default', {
      ...argumentsOf(this, connection),
      connectionName: connection.nameRef,
      limit,
    })
  }
}

/**
 * What the service has seen of the steps that no API can take (`ManualStep`): each `pending`, `observed` or `contradicted`.
 *
 * Logical ids (public API): `data.mortise_manual_steps.<id>`.
 */
export class ManualStepsLookup extends Construct {
  /** The L1 class, with every observation. */
  readonly binding: DataMortiseManualSteps

  constructor(scope: Construct, id: string, { connection }: ConnectionLookupProps) {
    super(scope, id)
    this.binding = new DataMortiseManualSteps(this, 'Default', {
      ...argumentsOf(this, connection),
      name: connection.nameRef,
    })
  }

  /** The statuses, in the order of the observations: for outputs, and for conditions of checks. */
  get statuses(): string[] {
    return Token.asList(Fn.lookupNested(this.binding.observations, ['*', 'status']))
  }
}
