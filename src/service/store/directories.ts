/** What is remembered of directories: the noun, its tokens, its people and groups, and what was asked of it. Part of the port in `store.ts`. */
import type { TraceLine } from '../../core/index.js'
import type { Json, JsonObject, MemberStep, Predicate, Sort } from '../../scim/index.js'
import type { Managed } from './records.js'
import type { Page } from './store.js'

export interface DirectoryRecord extends Managed {
  readonly name: string
  readonly input: {
    readonly organization: string
    /** Whose sign-ins its people come by; null: any connection of the organization. */
    readonly connection: string | null
  }
}

export interface DirectoryToken {
  readonly directory: string
  readonly name: string
  /** SHA-256 of the token; the token itself is kept nowhere. */
  readonly tokenHash: string
  readonly permissions: readonly string[]
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly lastUsedAt: Date | null
  readonly creationKey: string | null
}

interface Stamps {
  readonly id: string
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A User or Group without `id`, `meta`, `groups` and `members`: those are columns, rows, or computed. */
export interface DirectoryResource extends Stamps {
  readonly directory: string
  readonly resource: JsonObject
}

/** The same as it is kept, to be shown: a page of 100 need not be parsed to be sent. */
export interface DirectoryText extends Stamps {
  readonly text: string
  /** Of a person as read: one statement instead of two. */
  readonly groups?: readonly Named[] | undefined
}

export interface DirectoryUser extends DirectoryResource {
  /** Who that is to the organization: `PersonRecord.id`, from the first moment on (T57). Where they stand is said there. */
  readonly person: string
  /** Gone for SCIM (404), kept so that the same person comes back under the same id (T59). */
  readonly isDeleted: boolean
}

/** Somebody of a directory who has signed in, so that groups give them something now. */
export interface SignedIn {
  /** Their id in the directory. */
  readonly id: string
  readonly person: string
  /** Whose sign-in made them a user: its settings decide. */
  readonly connection: string
}

/** Where a page begins: after so many, or after the last one seen (`DirectoryPage.last`). */
export type From =
  { readonly skip: number } | { readonly after: readonly (string | number | boolean | null)[] }

export interface Asked {
  readonly directory: string
  readonly predicate: Predicate | undefined
  readonly sort: Sort | undefined
  readonly from: From
  readonly count: number
}

export interface Found<T> {
  readonly total: number
  readonly resources: readonly T[]
  /** Position of the last of them, for a cursor; undefined when there are none. */
  readonly last: readonly (string | number | boolean | null)[] | undefined
}

export interface Named {
  readonly id: string
  readonly display: string | undefined
}

export interface DirectoryRequest {
  readonly directory: string
  readonly at: Date
  readonly method: string
  /** Below the base URL; quoted values of filters are cut out. */
  readonly path: string
  readonly status: number
  readonly ms: number
  /** Names of the token, the dialects and the hints that applied; never a value. */
  readonly token: string
  readonly dialects: readonly string[]
  readonly hint: string | null
  /** What SCIM answered when it refused. */
  readonly detail: string | null
  /** The shape of what was sent, with every value that could be about somebody cut out; null where nothing was. */
  readonly body: Json
}

/** What a request changed for one person, and why. */
export interface DirectoryDecision {
  readonly directory: string
  /** Their id in the directory. */
  readonly user: string
  readonly at: Date
  /** The request: `PATCH /Groups/…`. */
  readonly cause: string
  readonly trace: readonly TraceLine[]
}

interface DirectoryReads {
  find(name: string): Promise<DirectoryRecord | undefined>
  list(page: Page): Promise<readonly DirectoryRecord[]>
  ofOrganization(organization: string): Promise<readonly DirectoryRecord[]>
}
interface Directories extends DirectoryReads {
  insert(record: DirectoryRecord): Promise<boolean>
  replace(record: DirectoryRecord): Promise<boolean>
  /** Tokens, people, groups and the request log go with it. */
  remove(name: string): Promise<boolean>
}

interface TokenReads {
  /** @returns with `revision`: another whenever the directory or its organization has changed, so that what follows from them may be remembered */
  findByHash(
    tokenHash: string,
  ): Promise<(DirectoryToken & { readonly revision: string }) | undefined>
  /** By name; there are never many. */
  list(directory: string): Promise<readonly DirectoryToken[]>
}
interface Tokens extends TokenReads {
  insert(token: DirectoryToken): Promise<void>
  remove(directory: string, name: string): Promise<boolean>
  recordUsed(tokenHash: string, at: Date): Promise<void>
}

interface ResourceReads<T> {
  find(directory: string, id: string): Promise<T | undefined>
  read(directory: string, id: string): Promise<DirectoryText | undefined>
  search(asked: Asked): Promise<Found<DirectoryText>>
}

interface UserReads extends ResourceReads<DirectoryUser> {
  /** Tombstones included. `userName` as `foldCase` has it. */
  findByUserName(directory: string, userName: string): Promise<readonly DirectoryUser[]>
  /** The living who are this person, in whatever directory. */
  livingOf(person: string): Promise<readonly DirectoryUser[]>
  /** Those, of the ids given, who have signed in. */
  signedIn(directory: string, ids: readonly string[]): Promise<readonly SignedIn[]>
  /** In the order in which the groups came. */
  groupsOf(id: string): Promise<readonly Named[]>
  /** The same for many; who is in none is left out. */
  groupsOfMany(ids: readonly string[]): Promise<ReadonlyMap<string, readonly Named[]>>
  /** The ids, of those given, that name living people of the directory. */
  known(directory: string, ids: readonly string[]): Promise<ReadonlySet<string>>
}
interface Users extends UserReads {
  insert(user: DirectoryUser): Promise<void>
  /**
   * False, and nothing written, unless the stored version is the one before.
   * @param before - what is replaced, where it is known: of that, what stays the same need not be indexed anew
   */
  replace(user: DirectoryUser, before?: DirectoryUser): Promise<boolean>
  leaveGroups(id: string): Promise<void>
}

interface GroupReads extends ResourceReads<DirectoryResource> {
  /** Ids of those displayed so, as `foldCase` has it. */
  named(directory: string, displayName: string): Promise<readonly string[]>
  membersOf(id: string): Promise<readonly Named[]>
  /** Those of its members who have signed in. */
  signedInMembersOf(id: string): Promise<readonly SignedIn[]>
}
interface Groups extends GroupReads {
  insert(group: DirectoryResource): Promise<void>
  replace(group: DirectoryResource): Promise<boolean>
  remove(id: string): Promise<boolean>
  applyMembers(id: string, steps: readonly MemberStep[]): Promise<void>
}

interface RequestReads {
  /** Newest first. */
  list(directory: string, limit: number): Promise<readonly DirectoryRequest[]>
}
interface Requests extends RequestReads {
  record(requests: readonly DirectoryRequest[]): Promise<void>
  removeBefore(at: Date): Promise<void>
}

interface DecisionReads {
  /** Newest first; of one user, or of all. */
  list(asked: {
    readonly directory: string
    readonly user?: string | undefined
    readonly limit: number
  }): Promise<readonly DirectoryDecision[]>
}
interface Decisions extends DecisionReads {
  record(decision: DirectoryDecision): Promise<void>
  removeBefore(at: Date): Promise<void>
}

export interface DirectoryHouseReads {
  readonly directories: DirectoryReads
  readonly directoryTokens: TokenReads
  readonly directoryUsers: UserReads
  readonly directoryGroups: GroupReads
  readonly directoryRequests: RequestReads
  readonly directoryDecisions: DecisionReads
}

export interface DirectoryHouse {
  readonly directories: Directories
  readonly directoryTokens: Tokens
  readonly directoryUsers: Users
  readonly directoryGroups: Groups
  readonly directoryRequests: Requests
  readonly directoryDecisions: Decisions
  endSessionsOf(person: string): Promise<void>
  /** Live sessions tell these lines about groups from now on, and no others. */
  retraceSessionsOf(person: string, groups: readonly TraceLine[]): Promise<void>
  /** All of it or nothing, within the transaction: one operation of many. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}
