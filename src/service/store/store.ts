/**
 * The port to whatever remembers. Every method is asynchronous; whatever is written is written inside a transaction.
 * No SQL and no driver's type passes here: `test/conformance/store.ts` is the contract any store must hold.
 */
import type { Group, GroupKey } from '../../core/index.js'
import type { DirectoryHouse, DirectoryHouseReads } from './directories.js'
import type {
  LogoutRequest,
  MetadataReading,
  SamlSession,
  ActivationRecord,
  Attempt,
  AuthnRequest,
  Change,
  ConnectionTest,
  GroupRecord,
  Identity,
  OidcConnectionRecord,
  OrganizationRecord,
  PersonRecord,
  RecordedAttempt,
  SamlConnectionRecord,
  SamlKeyRecord,
  SealedSecret,
  Session,
  SessionHolder,
  SpaceRecord,
  Spending,
  SpentAssertion,
  User,
} from './records.js'
import type {
  AdministratorReads,
  Administrators,
  DomainReads,
  Domains,
  SsoPolicies,
  SsoPolicyReads,
} from './ways-in.js'

/** By name, at most `limit`, those after `after`. */
export interface Page<K = string> {
  readonly after?: K | undefined
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
  find(organization: string, key: GroupKey): Promise<GroupRecord | undefined>
  /** By name, then by space. */
  list(organization: string, page: Page<GroupKey>): Promise<readonly GroupRecord[]>
  all(organization: string): Promise<readonly GroupRecord[]>
  /** All, as a decision needs them. */
  meant(organization: string): Promise<readonly Group[]>
}
export interface Groups extends GroupReads {
  insert(record: GroupRecord): Promise<boolean>
  replace(record: GroupRecord): Promise<boolean>
  /** Memberships go with it. */
  remove(organization: string, key: GroupKey): Promise<boolean>
}

export interface SpaceReads {
  find(organization: string, name: string): Promise<SpaceRecord | undefined>
  list(organization: string, page: Page): Promise<readonly SpaceRecord[]>
  names(organization: string): Promise<readonly string[]>
}
export interface Spaces extends SpaceReads {
  insert(record: SpaceRecord): Promise<boolean>
  replace(record: SpaceRecord): Promise<boolean>
  /** Nobody is in it afterwards: a space of its name made later is another one. */
  remove(organization: string, name: string): Promise<boolean>
}

/** What a sign-in asserts that can recognise somebody. */
export interface Recognition {
  readonly subject: string
  readonly email: string
  readonly login: string
}

export interface PeopleReads {
  find(id: string): Promise<PersonRecord | undefined>
  /** By login or userName; the living before the removed. */
  named(organization: string, login: string): Promise<PersonRecord | undefined>
  /** Whose subject, external id or userName is among those asserted. Who is meant, core decides. */
  answering(organization: string, asserted: Recognition): Promise<readonly PersonRecord[]>
  /** By id. */
  list(organization: string, page: Page): Promise<readonly PersonRecord[]>
  /** How many there are in each state; states nobody is in are left out. */
  countByState(organization: string): Promise<Partial<Record<PersonRecord['state'], number>>>
}
export interface People extends PeopleReads {
  /** Inserts, or replaces whole. */
  put(person: PersonRecord): Promise<void>
}

export interface SamlConnectionReads {
  find(name: string): Promise<SamlConnectionRecord | undefined>
  list(page: Page): Promise<readonly SamlConnectionRecord[]>
  /** Names of all connections of an organization, whatever they speak. */
  namesOf(organization: string): Promise<readonly string[]>
  /** Those that trust the IdP of this entity ID. */
  namesByIssuer(idpEntityId: string): Promise<readonly string[]>
}
export interface SamlConnections extends SamlConnectionReads {
  insert(record: SamlConnectionRecord): Promise<boolean>
  replace(record: SamlConnectionRecord): Promise<boolean>
  /** The metadata was read again and said the same: no change, no new version. */
  recordReading(name: string, readAt: Date): Promise<void>
  /** Its users, sessions and requests go with it. */
  remove(name: string): Promise<boolean>
}

export interface OidcConnectionReads {
  find(name: string): Promise<OidcConnectionRecord | undefined>
  list(page: Page): Promise<readonly OidcConnectionRecord[]>
  /** Names of those whose discovery document was last read before. */
  readBefore(time: Date): Promise<readonly string[]>
}
export interface OidcConnections extends OidcConnectionReads {
  /** False, and nothing written, when the name is taken, by whatever protocol. */
  insert(record: OidcConnectionRecord): Promise<boolean>
  replace(record: OidcConnectionRecord): Promise<boolean>
  /** The discovery document was read again and said the same: no change, no new version. */
  recordReading(name: string, readAt: Date): Promise<void>
  /** Its users, sessions and requests go with it; its sealed secrets do not. */
  remove(name: string): Promise<boolean>
}

export interface SamlSessionReads {
  find(tokenHash: string): Promise<SamlSession | undefined>
}
export interface EndedByIdp {
  readonly connection: string
  readonly idpEntityId: string
  readonly nameId: string
  /** Which of the person's; none: all. */
  readonly sessionIndexes: readonly string[]
}
export interface SamlSessions extends SamlSessionReads {
  insert(session: SamlSession): Promise<void>
  /** Ends the sessions themselves. @returns how many */
  end(ended: EndedByIdp): Promise<number>
}

export interface LogoutRequests {
  record(request: LogoutRequest): Promise<void>
  /** False unless it is out and this is its first answer. */
  spend(connection: string, id: string, now: Date): Promise<boolean>
}

export interface MetadataReadingReads {
  find(connection: string): Promise<MetadataReading | undefined>
}
export interface MetadataClaim {
  readonly now: Date
  /** When somebody else may take what is taken now. */
  readonly until: Date
  /** When those are due that were never scheduled. */
  readonly firstAt: Date
  readonly limit: number
}
export interface MetadataReadings extends MetadataReadingReads {
  /** Connections whose metadata is due, taken until `until`. */
  claim(claim: MetadataClaim): Promise<readonly string[]>
  put(reading: MetadataReading): Promise<void>
  forget(connection: string): Promise<void>
}

export interface SamlKeyReads {
  /** Newest first, the retired included. */
  list(organization: string): Promise<readonly SamlKeyRecord[]>
}
export interface SamlKeys extends SamlKeyReads {
  insert(key: SamlKeyRecord): Promise<void>
  update(key: SamlKeyRecord): Promise<void>
}

/** Connections of every protocol, by name alone. */
export interface ConnectionReads {
  /** By name, those of an organization or all. */
  names(
    filter: Page & { readonly organization?: string | undefined },
  ): Promise<readonly { readonly name: string }[]>
}

export interface UserReads {
  get(id: string): Promise<User>
  find(identity: Identity): Promise<User | undefined>
  /** The groups the person is in. */
  groupsOf(id: string): Promise<readonly GroupKey[]>
}
export interface Users extends UserReads {
  insert(user: User): Promise<void>
  update(user: User): Promise<void>
  /** Sessions and memberships go with the user, and so does the person unless removed. */
  remove(id: string): Promise<void>
  /** @param held - what they are in now, where that was read in this transaction */
  replaceGroups(
    id: string,
    organization: string,
    groups: readonly GroupKey[],
    held?: readonly GroupKey[],
  ): Promise<void>
}

export interface SessionReads {
  find(tokenHash: string): Promise<Session | undefined>
  /** Newest first; some may be over. */
  of(holder: SessionHolder): Promise<readonly Session[]>
}
export interface Sessions extends SessionReads {
  insert(session: Session): Promise<void>
  recordSeen(tokenHash: string, at: Date): Promise<void>
  removeOfConnection(connection: string): Promise<void>
  /** @returns how many there were */
  removeOf(holder: SessionHolder): Promise<number>
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

export interface AttemptFilter {
  readonly organization?: string | undefined
  readonly connection?: string | undefined
  readonly outcome?: Attempt['outcome'] | undefined
  /** Reference of the last one seen. */
  readonly after?: string | undefined
  readonly limit: number
}
export interface AttemptReads {
  find(reference: string): Promise<RecordedAttempt | undefined>
  /** Newest first. */
  list(filter: AttemptFilter): Promise<readonly RecordedAttempt[]>
}
export interface Attempts extends AttemptReads {
  record(attempt: Attempt): Promise<void>
}

export interface ConnectionTestReads {
  find(id: string): Promise<ConnectionTest | undefined>
  findByToken(tokenHash: string): Promise<ConnectionTest | undefined>
  /** Newest first. */
  list(connection: string, limit: number): Promise<readonly ConnectionTest[]>
  /** The newest that passed: of this configuration, or of any. */
  lastPassed(connection: string, configDigest?: string): Promise<ConnectionTest | undefined>
}
export interface ConnectionTests extends ConnectionTestReads {
  insert(test: ConnectionTest): Promise<void>
  /** False when another browser opened it before. */
  recordHolder(id: string, holderHash: string): Promise<boolean>
  /** False, and nothing written, when it has finished already. */
  finish(
    test: Pick<
      ConnectionTest,
      'id' | 'configDigest' | 'outcome' | 'finishedAt' | 'finding' | 'result'
    >,
  ): Promise<boolean>
}

export interface ActivationReads {
  find(connection: string): Promise<ActivationRecord | undefined>
  /** When the connection was last disabled; null when it never was, or is enabled again. */
  disabledAt(connection: string): Promise<Date | null>
}
export interface Activations extends ActivationReads {
  insert(record: ActivationRecord): Promise<boolean>
  replace(record: ActivationRecord): Promise<boolean>
  /** A test of it has passed: no decision, so no new version. */
  recordProof(connection: string, configDigest: string, idp: string): Promise<void>
  remove(connection: string, disabledAt: Date): Promise<boolean>
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
