/**
 * The port to whatever remembers. Every method is asynchronous; whatever is written is written inside a transaction.
 * No SQL and no driver's type passes here: `test/conformance/store.ts` is the contract any store must hold.
 */
import type { DirectoryHouse, DirectoryHouseReads } from './directories.js'
import type {
  Attempt,
  AuthnRequest,
  Change,
  GroupRecord,
  Identity,
  OrganizationRecord,
  SamlConnectionRecord,
  Session,
  Spending,
  SpentAssertion,
  User,
} from './records.js'

/** By name, at most `limit`, those after `after`. */
export interface Page {
  readonly after?: string | undefined
  readonly limit: number
}

export interface OrganizationReads {
  find(name: string): Promise<OrganizationRecord | undefined>
  list(page: Page): Promise<readonly OrganizationRecord[]>
}
export interface Organizations extends OrganizationReads {
  /** False, and nothing written, when the name is taken. */
  insert(record: OrganizationRecord): Promise<boolean>
  /** False, and nothing written, unless the stored version is the one before `record.version`. */
  replace(record: OrganizationRecord): Promise<boolean>
  /** Its groups go with it; its connections must be gone. */
  remove(name: string): Promise<boolean>
}

export interface GroupReads {
  find(organization: string, name: string): Promise<GroupRecord | undefined>
  list(organization: string, page: Page): Promise<readonly GroupRecord[]>
  all(organization: string): Promise<readonly GroupRecord[]>
}
export interface Groups extends GroupReads {
  insert(record: GroupRecord): Promise<boolean>
  replace(record: GroupRecord): Promise<boolean>
  /** Memberships go with it. */
  remove(organization: string, name: string): Promise<boolean>
}

export interface SamlConnectionReads {
  find(name: string): Promise<SamlConnectionRecord | undefined>
  list(page: Page): Promise<readonly SamlConnectionRecord[]>
  namesOf(organization: string): Promise<readonly string[]>
}
export interface SamlConnections extends SamlConnectionReads {
  insert(record: SamlConnectionRecord): Promise<boolean>
  replace(record: SamlConnectionRecord): Promise<boolean>
  /** The metadata was read again and said the same: no change, no new version. */
  recordReading(name: string, readAt: Date): Promise<void>
  /** Its users, sessions and requests go with it. */
  remove(name: string): Promise<boolean>
}

export interface UserReads {
  get(id: string): Promise<User>
  find(identity: Identity): Promise<User | undefined>
  /** Names of the groups the person is in. */
  groupsOf(id: string): Promise<readonly string[]>
}
export interface Users extends UserReads {
  insert(user: User): Promise<void>
  update(user: User): Promise<void>
  replaceGroups(id: string, organization: string, groups: readonly string[]): Promise<void>
}

export interface SessionReads {
  find(tokenHash: string): Promise<Session | undefined>
}
export interface Sessions extends SessionReads {
  insert(session: Session): Promise<void>
  recordSeen(tokenHash: string, at: Date): Promise<void>
  remove(tokenHash: string): Promise<boolean>
}

export interface AuthnRequestReads {
  find(id: string): Promise<AuthnRequest | undefined>
}
export interface AuthnRequests extends AuthnRequestReads {
  record(request: AuthnRequest): Promise<void>
  /** Once only, whoever else tries at the same moment in whatever process. */
  spend(connection: string, id: string, now: Date): Promise<Spending>
}

export interface SpentAssertions {
  /** False when it was spent before. */
  spend(assertion: SpentAssertion): Promise<boolean>
}

export interface AttemptReads {
  find(reference: string): Promise<Attempt | undefined>
  /** Newest first. */
  list(filter: {
    readonly connection?: string | undefined
    readonly limit: number
  }): Promise<readonly Attempt[]>
}
export interface Attempts extends AttemptReads {
  record(attempt: Attempt): Promise<void>
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
  readonly samlConnections: SamlConnectionReads
  readonly users: UserReads
  readonly sessions: SessionReads
  readonly authnRequests: AuthnRequestReads
  readonly attempts: AttemptReads
  readonly changes: ChangeReads
}

/** What may be read and written inside a transaction; unusable once it has ended. */
export interface Transaction extends Omit<Reads, keyof DirectoryHouseReads>, DirectoryHouse {
  readonly organizations: Organizations
  readonly groups: Groups
  readonly samlConnections: SamlConnections
  readonly users: Users
  readonly sessions: Sessions
  readonly authnRequests: AuthnRequests
  readonly spentAssertions: SpentAssertions
  readonly attempts: Attempts
  readonly changes: Changes
  /** Forgets what has served: requests, assertions and sessions past their time, attempts older than `attemptsBefore`. */
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
