/**
 * The port to whatever remembers. Every method is asynchronous; whatever is written is written inside a transaction.
 * No SQL and no driver's type passes here: `test/conformance/store.ts` is the contract any store must hold.
 */
import type { DirectoryHouse, DirectoryHouseReads } from './directories.js'
import type { Change, SealedSecret } from './records.js'
import type {
  AdministratorReads,
  Administrators,
  DomainReads,
  Domains,
  SsoPolicies,
  SsoPolicyReads,
} from './ways-in.js'
import type {
  OrganizationReads,
  Organizations,
  GroupReads,
  Groups,
  SpaceReads,
  Spaces,
  PeopleReads,
  People,
} from './organizations.js'
import type {
  ConnectionRequestReads,
  ConnectionRequests,
  SamlConnectionReads,
  SamlConnections,
  OidcConnectionReads,
  OidcConnections,
  MetadataReadingReads,
  MetadataReadings,
  SamlKeyReads,
  SamlKeys,
  ConnectionReads,
  ConnectionTestReads,
  ConnectionTests,
  ActivationReads,
  Activations,
} from './connections.js'
import type {
  SamlSessionReads,
  SamlSessions,
  LogoutRequests,
  UserReads,
  Users,
  SessionReads,
  Sessions,
  AuthnRequestReads,
  AuthnRequests,
  SpentAssertions,
  AttemptReads,
  Attempts,
} from './sign-ins.js'

export type * from './organizations.js'
export type * from './connections.js'
export type * from './sign-ins.js'

/** By name, at most `limit`, those after `after`. */
export interface Page<K = string> {
  readonly after?: K | undefined
  readonly limit: number
}

export interface SealedSecretReads {
  find(name: string): Promise<SealedSecret | undefined>
  /** By name: those another key sealed. */
  namesNotUnder(keyId: string): Promise<readonly string[]>
}

export interface SealedSecrets extends SealedSecretReads {
  /** Inserts, or replaces. */
  put(secret: SealedSecret): Promise<void>
  remove(name: string): Promise<boolean>
}

export interface ChangeReads {
  /** Newest first. */
  list(limit: number): Promise<readonly Change[]>
}

export interface Changes extends ChangeReads {
  record(change: Change): Promise<void>
}

/** What may be read at any time: the last committed state. */
export interface Reads extends DirectoryHouseReads {
  readonly organizations: OrganizationReads
  readonly groups: GroupReads
  readonly spaces: SpaceReads
  readonly connectionRequests: ConnectionRequestReads
  readonly people: PeopleReads
  readonly connections: ConnectionReads
  readonly samlConnections: SamlConnectionReads
  readonly oidcConnections: OidcConnectionReads
  readonly samlKeys: SamlKeyReads
  readonly samlSessions: SamlSessionReads
  readonly metadataReadings: MetadataReadingReads
  readonly users: UserReads
  readonly sessions: SessionReads
  readonly authnRequests: AuthnRequestReads
  readonly attempts: AttemptReads
  readonly changes: ChangeReads
  readonly connectionTests: ConnectionTestReads
  readonly activations: ActivationReads
  readonly administrators: AdministratorReads
  readonly domains: DomainReads
  readonly ssoPolicies: SsoPolicyReads
  readonly secrets: SealedSecretReads
}

/** What may be read and written inside a transaction; unusable once it has ended. */
export interface Transaction extends Omit<Reads, keyof DirectoryHouseReads>, DirectoryHouse {
  readonly organizations: Organizations
  readonly groups: Groups
  readonly spaces: Spaces
  readonly connectionRequests: ConnectionRequests
  readonly people: People
  readonly samlConnections: SamlConnections
  readonly oidcConnections: OidcConnections
  readonly samlKeys: SamlKeys
  readonly samlSessions: SamlSessions
  readonly logoutRequests: LogoutRequests
  readonly metadataReadings: MetadataReadings
  readonly users: Users
  readonly sessions: Sessions
  readonly authnRequests: AuthnRequests
  readonly spentAssertions: SpentAssertions
  readonly attempts: Attempts
  readonly changes: Changes
  readonly connectionTests: ConnectionTests
  readonly activations: Activations
  readonly administrators: Administrators
  readonly domains: Domains
  readonly ssoPolicies: SsoPolicies
  readonly secrets: SealedSecrets
  /**
   * Forgets what has served: requests, assertions and sessions past their time, attempts and failed tests older than
   * `attemptsBefore`. A passed test stays, as evidence, but what it says of a person goes.
   */
  removeExpired(now: Date, attemptsBefore: Date): Promise<void>
}

export interface Store extends Reads {
  /**
   * All of it or nothing, one after another: no two transactions overlap, in this process or another on the same data.
   * Do not start one inside another: it would wait for itself.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Throws when the store cannot answer. */
  ping(): Promise<void>
  close(): Promise<void>
}
