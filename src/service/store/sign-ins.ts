/** The part of the port about sign-ins: users, sessions, what was asked, what is spent, and every attempt. */
import type { GroupKey } from '../../core/index.js'
import type {
  LogoutRequest,
  SamlSession,
  Attempt,
  AuthnRequest,
  Identity,
  RecordedAttempt,
  Session,
  SessionHolder,
  Spending,
  SpentAssertion,
  User,
} from './records.js'

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
  /**
   * Once only, whoever else tries at the same moment in whatever process.
   * @param browserHash - of what the browser shows; a request begun by another is unknown
   */
  spend(connection: string, id: string, browserHash: string | null, now: Date): Promise<Spending>
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
