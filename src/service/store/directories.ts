/** What is remembered of directories: the noun, its tokens, its people and groups, and what was asked of it. Part of the port in `store.ts`. */
import type { PersonState } from '../../core/index.js'
import type { JsonObject, MemberStep, Predicate, Sort } from '../../scim/index.js'
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

/** A User or Group without `id`, `meta`, `groups` and `members`: those are columns, rows, or computed. */
export interface DirectoryResource {
  readonly directory: string
  readonly id: string
  readonly resource: JsonObject
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface DirectoryUser extends DirectoryResource {
  readonly state: PersonState
  /** Gone for SCIM (404), kept so that the same person comes back under the same id (T59). */
  readonly isDeleted: boolean
  /** Who they are at sign-in, once they have signed in: our user, and the subject their IdP names. */
  readonly userId: string | null
  readonly subject: string | null
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
  findByHash(tokenHash: string): Promise<DirectoryToken | undefined>
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
  search(asked: Asked): Promise<Found<T>>
}

interface UserReads extends ResourceReads<DirectoryUser> {
  /** Tombstones included. `userName` as `foldCase` has it. */
  findByUserName(directory: string, userName: string): Promise<readonly DirectoryUser[]>
  /** Everybody who could be the one signing in: `names` folded, tombstones included. */
  candidates(
    directory: string,
    by: { readonly names: readonly string[]; readonly subject: string },
  ): Promise<readonly DirectoryUser[]>
  groupsOf(id: string): Promise<readonly Named[]>
  /** The ids, of those given, that name living people of the directory. */
  known(directory: string, ids: readonly string[]): Promise<ReadonlySet<string>>
}
interface Users extends UserReads {
  insert(user: DirectoryUser): Promise<void>
  /** False, and nothing written, unless the stored version is the one before. */
  replace(user: DirectoryUser): Promise<boolean>
  /** First sign-in: the same person from now on. No new version: nothing SCIM shows has changed. */
  bind(id: string, to: { readonly userId: string; readonly subject: string }): Promise<void>
  leaveGroups(id: string): Promise<void>
}

interface GroupReads extends ResourceReads<DirectoryResource> {
  membersOf(id: string): Promise<readonly Named[]>
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
  record(request: DirectoryRequest): Promise<void>
  removeBefore(at: Date): Promise<void>
}

export interface DirectoryHouseReads {
  readonly directories: DirectoryReads
  readonly directoryTokens: TokenReads
  readonly directoryUsers: UserReads
  readonly directoryGroups: GroupReads
  readonly directoryRequests: RequestReads
}

export interface DirectoryHouse {
  readonly directories: Directories
  readonly directoryTokens: Tokens
  readonly directoryUsers: Users
  readonly directoryGroups: Groups
  readonly directoryRequests: Requests
  /** Ends the sessions of whoever is this person: bound to it, or of the organization and named so (folded). */
  endSessionsOf(person: {
    readonly organization: string
    readonly userId: string | null
    readonly userName: string
    readonly externalId: string | undefined
  }): Promise<void>
  /** All of it or nothing, within the transaction: one operation of many. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}
