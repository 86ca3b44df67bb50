/** Groups of a directory, changed. Members are changed as steps, under the one writer: whoever races loses nobody. */
import {
  applyPatch,
  groupType,
  invalidValue,
  memberChanges,
  notFound,
  parsePatch,
  parseResource,
  replaceResource,
  sameJson,
  splitMembers,
  type JsonObject,
  type MemberStep,
} from '../../scim/index.js'
import { newUserId } from '../sign-in/secrets.js'
import type { DirectoryResource } from '../store/directories.js'
import { checkIfMatch, type Changing } from './asking.js'

const idsNamed = (step: MemberStep): readonly string[] => {
  if (step.kind === 'replace') return step.members
  return step.kind === 'change' ? step.add : []
}

/** @throws ScimError 400 naming the first who is not here */
async function checkMembers(
  { tx, directory }: Changing,
  steps: readonly MemberStep[],
): Promise<void> {
  const ids = steps.flatMap(idsNamed)
  if (ids.length === 0) return
  const known = await tx.directoryUsers.known(directory.name, ids)
  const stranger = ids.find((id) => !known.has(id))
  if (stranger !== undefined) throw invalidValue(`member ${stranger} is no user of this directory`)
}

const replacing = (members: readonly string[] | undefined): readonly MemberStep[] =>
  members === undefined ? [] : [{ kind: 'replace', members }]

export async function createGroup(changing: Changing): Promise<DirectoryResource> {
  const { tx, directory, at, body, tolerance } = changing
  const { group, members } = splitMembers(parseResource(body, groupType, tolerance))
  const steps = replacing(members)
  await checkMembers(changing, steps)
  const created = {
    ...{ directory: directory.name, id: newUserId(), resource: group },
    ...{ version: 1, createdAt: at, updatedAt: at },
  }
  await tx.directoryGroups.insert(created)
  await tx.directoryGroups.applyMembers(created.id, steps)
  return created
}

/** @throws ScimError 404 or 412 */
async function getGroup(changing: Changing, id: string): Promise<DirectoryResource> {
  const group = await changing.tx.directoryGroups.find(changing.directory.name, id)
  if (!group) throw notFound(`Group ${id} not found`)
  checkIfMatch(changing, group)
  return group
}

async function changeTo(
  changing: Changing,
  group: DirectoryResource,
  resource: JsonObject,
  steps: readonly MemberStep[],
): Promise<DirectoryResource> {
  if (steps.length === 0 && sameJson(resource, group.resource)) return group
  await checkMembers(changing, steps)
  const changed = { ...group, resource, version: group.version + 1, updatedAt: changing.at }
  const { directoryGroups } = changing.tx
  if (!(await directoryGroups.replace(changed))) throw new Error('changed under our hands')
  await directoryGroups.applyMembers(group.id, steps)
  return changed
}

export async function putGroup(changing: Changing, id: string): Promise<DirectoryResource> {
  const kept = await getGroup(changing, id)
  const parsed = parseResource(changing.body, groupType, changing.tolerance)
  const { group, members } = splitMembers(parsed)
  const resource = replaceResource(kept.resource, group, groupType)
  return changeTo(changing, kept, resource, replacing(members))
}

export async function patchGroup(changing: Changing, id: string): Promise<DirectoryResource> {
  const kept = await getGroup(changing, id)
  const operations = parsePatch(changing.body, { type: groupType, id }, changing.tolerance)
  const { members, rest } = memberChanges(operations)
  const { resource } = applyPatch(kept.resource, rest, groupType)
  return changeTo(changing, kept, resource, members)
}

export async function deleteGroup(changing: Changing, id: string): Promise<void> {
  await getGroup(changing, id)
  await changing.tx.directoryGroups.remove(id)
}
