/** People of a directory, changed. What a change does to their standing core decides; sessions end in the same transaction. */
import { stateAfterScim, type LifecycleEvent } from '../../core/index.js'
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
import { newUserId } from '../sign-in/secrets.js'
import type { DirectoryUser } from '../store/directories.js'
import { checkIfMatch, type Changing } from './asking.js'

const isGone = ({ state }: DirectoryUser): boolean => state === 'removed' || state === 'inactive'

const taken = (userName: string): Error =>
  uniqueness(`userName ${userName} is taken by another user of this directory`)

/** Absent is for us to say: somebody provisioned is meant to work. */
const withActive = (resource: JsonObject): JsonObject => ({
  ...resource,
  active: personOf(resource).active,
})

/** State after the event; sessions of somebody put out end with it. */
async function stateAfter(
  { tx, directory }: Changing,
  known: DirectoryUser | undefined,
  event: LifecycleEvent,
  resource: JsonObject,
): Promise<DirectoryUser['state']> {
  const person = known && { state: known.state, hasSignedIn: known.userId !== null }
  const { userName, externalId } = personOf(resource)
  const life = stateAfterScim(directory.preset, person, event, userName)
  if (life.endsSessions) {
    await tx.endSessionsOf({
      organization: directory.organization,
      userId: known?.userId ?? null,
      userName: foldCase(userName),
      externalId,
    })
  }
  return life.state
}

/** Of all that ever had this name: who is here, else the latest who was. */
async function holderOf({ tx, directory }: Changing, resource: JsonObject) {
  const { userName } = personOf(resource)
  const [holder] = await tx.directoryUsers.findByUserName(directory.name, foldCase(userName))
  return holder
}

/** Somebody who comes back is the same person under the same id (T59). */
export async function createUser(changing: Changing): Promise<DirectoryUser> {
  const { tx, directory, at, body, tolerance } = changing
  const resource = withActive(parseResource(body, userType, tolerance))
  const known = await holderOf(changing, resource)
  const { userName, active } = personOf(resource)
  if (known && !known.isDeleted && !isGone(known)) throw taken(userName)
  const state = await stateAfter(changing, known, active ? 'create' : 'deactivate', resource)
  const changed = { directory: directory.name, resource, state, isDeleted: false, updatedAt: at }
  if (known) {
    const restored = { ...known, ...changed, version: known.version + 1 }
    await tx.directoryUsers.replace(restored)
    return restored
  }
  const fresh = { id: newUserId(), userId: null, subject: null, version: 1, createdAt: at }
  const created = { ...fresh, ...changed }
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

function eventOf(before: DirectoryUser, after: JsonObject): LifecycleEvent | undefined {
  const wasActive = personOf(before.resource).active
  const { active } = personOf(after)
  if (wasActive === active) return undefined
  return active ? 'activate' : 'deactivate'
}

async function changeTo(
  changing: Changing,
  user: DirectoryUser,
  next: JsonObject,
): Promise<DirectoryUser> {
  const resource = withActive(next)
  if (sameJson(resource, user.resource)) return user
  const holder = await holderOf(changing, resource)
  if (holder && holder.id !== user.id && !holder.isDeleted) throw taken(personOf(resource).userName)
  const event = eventOf(user, resource)
  // By the old name too: whoever is renamed and put out at once has sessions under it.
  const state = event ? await stateAfter(changing, user, event, user.resource) : user.state
  const changed = { ...user, resource, state, version: user.version + 1, updatedAt: changing.at }
  if (!(await changing.tx.directoryUsers.replace(changed)))
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
  const user = await getUser(changing, id)
  const state = await stateAfter(changing, user, 'delete', user.resource)
  const resource = { ...user.resource, active: false }
  const gone = { ...user, resource, state, isDeleted: true }
  await changing.tx.directoryUsers.leaveGroups(id)
  await changing.tx.directoryUsers.replace({
    ...gone,
    version: user.version + 1,
    updatedAt: changing.at,
  })
}
