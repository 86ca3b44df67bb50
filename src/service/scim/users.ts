/** People of a directory, changed. What a change does to their standing is `people.ts`'s. */
import type { LifecycleEvent } from '../../core/index.js'
import {
  applyPatch,
  foldCase,
  notFound,
  parsePatch,
  parseResource,
  personOf,
  replaceResource,
  sameJson,
  uniqueness,
  userType,
  type JsonObject,
} from '../../scim/index.js'
import type { DirectoryUser } from '../store/directories.js'
import type { PersonRecord } from '../store/records.js'
import { checkIfMatch, type Changing } from './asking.js'
import { newResourceId } from './ids.js'
import { checkNameIsFree, findUnprovisioned, recordName, recordStanding } from './people.js'

const isGone = ({ state }: PersonRecord): boolean => state === 'removed' || state === 'inactive'

const taken = (userName: string): Error =>
  uniqueness(`userName ${userName} is taken by another user of this directory`)

/** Absent is for us to say: somebody provisioned is meant to work. */
const withActive = (resource: JsonObject): JsonObject => ({
  ...resource,
  active: personOf(resource).active,
})

/** Of all that ever had this name: who is here, else the latest who was. */
async function holderOf({ tx, directory }: Changing, resource: JsonObject) {
  const { userName } = personOf(resource)
  const [holder] = await tx.directoryUsers.findByUserName(directory.name, foldCase(userName))
  return holder
}

/** Somebody who comes back is the same person under the same id (T59). */
async function restore(
  changing: Changing,
  known: DirectoryUser,
  resource: JsonObject,
): Promise<DirectoryUser> {
  const { tx, at } = changing
  const { userName, active } = personOf(resource)
  const person = await tx.people.find(known.person)
  if (!known.isDeleted && person && !isGone(person)) throw taken(userName)
  const restored = { ...known, resource, isDeleted: false, version: known.version + 1 }
  if (known.isDeleted) await checkNameIsFree(changing, known, resource)
  // Living and deleted at once: provisioned here before, and let in anew by another way since.
  const back = person && !isGone(person) ? 'activate' : 'create'
  const event = active ? back : 'deactivate'
  const happening = { user: known.id, id: known.person, known: person, event, resource } as const
  await recordStanding(changing, happening)
  await tx.directoryUsers.replace({ ...restored, updatedAt: at })
  return { ...restored, updatedAt: at }
}

/** Who is living here already is not created again, and stays what they are. */
const eventOfCreation = (person: PersonRecord | undefined, active: boolean): LifecycleEvent => {
  if (!active) return 'deactivate'
  return person && !isGone(person) ? 'activate' : 'create'
}

export async function createUser(changing: Changing): Promise<DirectoryUser> {
  const { tx, directory, at, body, tolerance } = changing
  const resource = withActive(parseResource(body, userType, tolerance))
  const holder = await holderOf(changing, resource)
  if (holder) return restore(changing, holder, resource)
  const known = await findUnprovisioned(changing, resource)
  const id = newResourceId(at)
  const person = known?.id ?? id
  const event = eventOfCreation(known, personOf(resource).active)
  await recordStanding(changing, { user: id, id: person, known, event, resource })
  const created: DirectoryUser = {
    directory: directory.name,
    id,
    person,
    resource,
    isDeleted: false,
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
  await tx.directoryUsers.insert(created)
  return created
}

/** @throws ScimError 404 or 412 */
async function getUser(changing: Changing, id: string): Promise<DirectoryUser> {
  const user = await changing.tx.directoryUsers.find(changing.directory.name, id)
  if (!user) throw notFound(`User ${id} not found`)
  checkIfMatch(changing, user)
  return user
}

function eventOf(before: JsonObject, after: JsonObject): LifecycleEvent | undefined {
  const { active } = personOf(after)
  if (personOf(before).active === active) return undefined
  return active ? 'activate' : 'deactivate'
}

const isRenamed = (before: JsonObject, after: JsonObject): boolean =>
  before['userName'] !== after['userName'] || before['externalId'] !== after['externalId']

async function changePerson(
  changing: Changing,
  user: DirectoryUser,
  resource: JsonObject,
): Promise<void> {
  const event = eventOf(user.resource, resource)
  if (isRenamed(user.resource, resource)) {
    const holder = await holderOf(changing, resource)
    if (holder && holder.id !== user.id && !holder.isDeleted)
      throw taken(personOf(resource).userName)
    if (!event) return recordName(changing, user, resource)
    await checkNameIsFree(changing, user, resource)
  }
  if (!event) return
  const known = await changing.tx.people.find(user.person)
  await recordStanding(changing, { user: user.id, id: user.person, known, event, resource })
}

async function changeTo(
  changing: Changing,
  user: DirectoryUser,
  next: JsonObject,
): Promise<DirectoryUser> {
  const resource = withActive(next)
  if (sameJson(resource, user.resource)) return user
  await changePerson(changing, user, resource)
  const changed = { ...user, resource, version: user.version + 1, updatedAt: changing.at }
  if (!(await changing.tx.directoryUsers.replace(changed, user)))
    throw new Error('changed under our hands')
  return changed
}

export async function putUser(changing: Changing, id: string): Promise<DirectoryUser> {
  const user = await getUser(changing, id)
  const parsed = parseResource(changing.body, userType, changing.tolerance)
  return changeTo(changing, user, replaceResource(user.resource, parsed, userType))
}

export async function patchUser(changing: Changing, id: string): Promise<DirectoryUser> {
  const user = await getUser(changing, id)
  const operations = parsePatch(changing.body, { type: userType, id }, changing.tolerance)
  return changeTo(changing, user, applyPatch(user.resource, operations, userType).resource)
}

export async function deleteUser(changing: Changing, id: string): Promise<void> {
  const { tx, at } = changing
  const user = await getUser(changing, id)
  const { resource, person } = user
  const known = await tx.people.find(person)
  await recordStanding(changing, { user: id, id: person, known, event: 'delete', resource })
  await tx.directoryUsers.leaveGroups(id)
  const gone = { ...user, resource: { ...resource, active: false }, isDeleted: true }
  await tx.directoryUsers.replace({ ...gone, version: user.version + 1, updatedAt: at })
}
