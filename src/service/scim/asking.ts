/** What a verb of SCIM is given and gives back; HTTP is the mount's. */
import {
  mayChange,
  preconditionFailed,
  versionTag,
  type Json,
  type JsonObject,
  type Projection,
  type Tolerance,
} from '../../scim/index.js'
import type { DirectoryResource } from '../store/directories.js'
import type { Reads, Transaction } from '../store/store.js'
import type { Directory } from './directory.js'

/** Reading. */
export interface Looking {
  readonly reads: Pick<Reads, 'directoryUsers' | 'directoryGroups'>
  readonly directory: Directory
  readonly tolerance: Tolerance
}

/** Changing, all of it in one transaction. */
export interface Changing extends Looking {
  readonly tx: Transaction
  readonly at: Date
  /** The request, as decisions name it: `PATCH /Users/…`. */
  readonly cause: string
  readonly publicUrl: string
  readonly ifMatch: string | undefined
  readonly body: Json | undefined
}

export interface Outcome {
  readonly status: number
  /** Text is JSON already. */
  readonly body?: JsonObject | string
  readonly location?: string
  readonly version?: string
  /** The request log has its row: it went with the change. */
  readonly isLogged?: boolean
}

export type Shows = Projection | undefined

/** @throws ScimError 412 */
export function checkIfMatch({ ifMatch }: Changing, { version }: DirectoryResource): void {
  if (mayChange(ifMatch, versionTag(version))) return
  throw preconditionFailed(`the resource is at version ${versionTag(version)}; read it again`)
}
