/** A stored person or group as SCIM shows it: stamped, with the groups or members that are rows elsewhere, and projected. */
import {
  groupType,
  project,
  shows,
  stampResource,
  userType,
  versionTag,
  type JsonObject,
  type ResourceType,
} from '../../scim/index.js'
import type { DirectoryResource } from '../store/directories.js'
import type { Looking, Outcome, Shows } from './asking.js'
import type { Directory } from './directory.js'

export const locationOf = ({ baseUrl }: Directory, type: ResourceType, id: string): string =>
  `${baseUrl}${type.endpoint}/${id}`

function stamped(
  directory: Directory,
  type: ResourceType,
  kept: DirectoryResource,
  more: JsonObject,
) {
  return stampResource({ ...kept.resource, ...more }, type, kept.id, {
    created: kept.createdAt,
    lastModified: kept.updatedAt,
    location: locationOf(directory, type, kept.id),
    version: versionTag(kept.version),
  })
}

const displayed = (display: string | undefined): JsonObject =>
  display === undefined ? {} : { display }

async function groupsOf({ reads, directory }: Looking, id: string): Promise<JsonObject> {
  if (directory.provisions === 'users') return {}
  const groups = await reads.directoryUsers.groupsOf(id)
  if (groups.length === 0) return {}
  return {
    groups: groups.map(({ id: value, display }) => ({
      value,
      $ref: locationOf(directory, groupType, value),
      ...displayed(display),
      type: 'direct',
    })),
  }
}

async function membersOf({ reads, directory }: Looking, id: string): Promise<JsonObject> {
  const members = await reads.directoryGroups.membersOf(id)
  if (members.length === 0) return {}
  return {
    members: members.map(({ id: value, display }) => ({
      value,
      $ref: locationOf(directory, userType, value),
      ...displayed(display),
      type: 'User',
    })),
  }
}

async function rowsOf(
  looking: Looking,
  type: ResourceType,
  id: string,
  projection: Shows,
): Promise<JsonObject> {
  if (type === userType) return shows(projection, 'groups') ? groupsOf(looking, id) : {}
  return shows(projection, 'members') ? membersOf(looking, id) : {}
}

export async function shown(
  looking: Looking,
  type: ResourceType,
  kept: DirectoryResource,
  projection: Shows,
): Promise<JsonObject> {
  const more = await rowsOf(looking, type, kept.id, projection)
  return project(stamped(looking.directory, type, kept, more), projection)
}

export async function answerWith(
  looking: Looking,
  type: ResourceType,
  kept: DirectoryResource,
  { status, projection }: { readonly status: number; readonly projection: Shows },
): Promise<Outcome> {
  return {
    status,
    body: await shown(looking, type, kept, projection),
    location: locationOf(looking.directory, type, kept.id),
    version: versionTag(kept.version),
  }
}
