/** A stored person or group as SCIM shows it: stamped, with the groups or members that are rows elsewhere, and projected. */
import {
  groupType,
  project,
  shows,
  stampText,
  userType,
  versionTag,
  type Json,
  type JsonObject,
  type Meta,
  type ResourceType,
} from '../../scim/index.js'
import type { DirectoryResource, DirectoryText, Named } from '../store/directories.js'
import type { Looking, Outcome, Shows } from './asking.js'
import type { Directory } from './directory.js'

export const locationOf = ({ baseUrl }: Directory, type: ResourceType, id: string): string =>
  `${baseUrl}${type.endpoint}/${id}`

/**
 * What was just changed, as if it were read.
 * @param groups - those of a person, where they are known
 */
export const asText = (
  { id, resource, version, createdAt, updatedAt }: DirectoryResource,
  groups?: readonly Named[],
): DirectoryText => {
  const text = JSON.stringify(resource)
  return { id, text, version, createdAt, updatedAt, groups }
}

const metaOf = (directory: Directory, type: ResourceType, kept: DirectoryText): Meta => ({
  created: kept.createdAt,
  lastModified: kept.updatedAt,
  location: locationOf(directory, type, kept.id),
  version: versionTag(kept.version),
})

const displayed = (display: string | undefined): JsonObject =>
  display === undefined ? {} : { display }

const references = (
  { directory }: Looking,
  type: ResourceType,
  kind: 'direct' | 'User',
  named: readonly Named[],
): Json =>
  named.map(({ id: value, display }) => ({
    value,
    $ref: locationOf(directory, type, value),
    ...displayed(display),
    type: kind,
  }))

/** Attributes that are rows elsewhere, for those who have any. */
type Rows = (kept: DirectoryText) => JsonObject

const nothing: JsonObject = {}
const none: Rows = () => nothing

async function groupsOf(looking: Looking, kept: readonly DirectoryText[]): Promise<Rows> {
  const others = kept.filter(({ groups }) => groups === undefined).map(({ id }) => id)
  const rest =
    others.length > 0 ? await looking.reads.directoryUsers.groupsOfMany(others) : undefined
  return ({ id, groups = rest?.get(id) }) =>
    groups && groups.length > 0
      ? { groups: references(looking, groupType, 'direct', groups) }
      : nothing
}

async function membersOf(looking: Looking, kept: readonly DirectoryText[]): Promise<Rows> {
  const members = new Map<string, readonly Named[]>()
  for (const { id } of kept) members.set(id, await looking.reads.directoryGroups.membersOf(id))
  return ({ id }) => {
    const found = members.get(id) ?? []
    return found.length > 0 ? { members: references(looking, userType, 'User', found) } : nothing
  }
}

async function rowsOf(
  looking: Looking,
  type: ResourceType,
  kept: readonly DirectoryText[],
  projection: Shows,
): Promise<Rows> {
  if (type === groupType) return shows(projection, 'members') ? membersOf(looking, kept) : none
  const hasGroups = looking.directory.provisions === 'usersAndGroups'
  return hasGroups && shows(projection, 'groups') ? groupsOf(looking, kept) : none
}

function textOf(
  { directory }: Looking,
  type: ResourceType,
  kept: DirectoryText,
  rows: JsonObject,
  projection: Shows,
): string {
  const text = stampText(kept.text, type, kept.id, metaOf(directory, type, kept), rows)
  return projection ? JSON.stringify(project(JSON.parse(text) as JsonObject, projection)) : text
}

/** Each as JSON text, in the order given. */
export async function shownAll(
  looking: Looking,
  type: ResourceType,
  kept: readonly DirectoryText[],
  projection: Shows,
): Promise<readonly string[]> {
  const rows = await rowsOf(looking, type, kept, projection)
  return kept.map((one) => textOf(looking, type, one, rows(one), projection))
}

export async function answerWith(
  looking: Looking,
  type: ResourceType,
  kept: DirectoryText,
  { status, projection }: { readonly status: number; readonly projection: Shows },
): Promise<Outcome> {
  const [body = ''] = await shownAll(looking, type, [kept], projection)
  const location = locationOf(looking.directory, type, kept.id)
  return { status, body, location, version: versionTag(kept.version) }
}
