/** Groups of a directory, changed. Members are changed as steps, under the one writer: whoever races loses nobody. Roles follow at once. */
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
import type { DirectoryResource, SignedIn } from '../store/directories.js'
import { checkIfMatch, type Changing } from './asking.js'
import { newResourceId } from './ids.js'
import { meansSomething, reevaluate, type Occasion } from './memberships.js'

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

const nameOf = ({ displayName }: JsonObject): string | undefined =>
  typeof displayName === 'string' ? displayName : undefined

const occasionOf = ({ tx, directory, publicUrl, at, cause }: Changing): Occasion => ({
  ...{ tx, organization: directory.organization, directory: directory.name, publicUrl, at, cause },
})

/** Adding one to 100,000 reads none of them; a replacement has to look who was there. */
async function applySteps(
  { tx, directory }: Changing,
  id: string,
  steps: readonly MemberStep[],
): Promise<readonly SignedIn[]> {
  const touched = new Map<string, SignedIn>()
  const touch = (people: readonly SignedIn[]): void =>
    people.forEach((one) => touched.set(one.id, one))
  const everybody = async () => touch(await tx.directoryGroups.signedInMembersOf(id))
  for (const step of steps) {
    if (step.kind === 'change')
      touch(await tx.directoryUsers.signedIn(directory.name, [...step.add, ...step.remove]))
    else await everybody()
    await tx.directoryGroups.applyMembers(id, [step])
    if (step.kind === 'replace') await everybody()
  }
  return [...touched.values()]
}

/** @param names - of the group, before and after */
async function changeMembers(
  changing: Changing,
  id: string,
  steps: readonly MemberStep[],
  names: readonly (string | undefined)[],
): Promise<void> {
  const occasion = occasionOf(changing)
  if (!(await meansSomething(occasion, names))) {
    return changing.tx.directoryGroups.applyMembers(id, steps)
  }
  const touched = await applySteps(changing, id, steps)
  const isRenamed = new Set(names).size > 1
  const everybody = isRenamed ? await changing.tx.directoryGroups.signedInMembersOf(id) : []
  const people = new Map([...touched, ...everybody].map((one) => [one.id, one]))
  await reevaluate(occasion, [...people.values()])
}

const replacing = (members: readonly string[] | undefined): readonly MemberStep[] =>
  members === undefined ? [] : [{ kind: 'replace', members }]

export async function createGroup(changing: Changing): Promise<DirectoryResource> {
  const { tx, directory, at, body, tolerance } = changing
  const { group, members } = splitMembers(parseResource(body, groupType, tolerance))
  const steps = replacing(members)
  await checkMembers(changing, steps)
  const created = {
    ...{ directory: directory.name, id: newResourceId(at), resource: group },
    ...{ version: 1, createdAt: at, updatedAt: at },
  }
  await tx.directoryGroups.insert(created)
  await changeMembers(changing, created.id, steps, [nameOf(group)])
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
  await changeMembers(changing, group.id, steps, [nameOf(group.resource), nameOf(resource)])
  return changed
}

export async function putGroup(changing: Changing, id: string): Promise<DirectoryResource> {
  const kept = await getGroup(changing, id)
  const parsed = parseResource(changing.body, groupType, changing.tolerance)
  const { group, members } = splitMembers(parsed, changing.body)
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
  const { directoryGroups } = changing.tx
  const { resource } = await getGroup(changing, id)
  const occasion = occasionOf(changing)
  const hadMeaning = await meansSomething(occasion, [nameOf(resource)])
  const members = hadMeaning ? await directoryGroups.signedInMembersOf(id) : []
  await directoryGroups.remove(id)
  await reevaluate(occasion, members)
}
