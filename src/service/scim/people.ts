/** Whom a directory speaks of, as a person of the organization (T55–T59): found or begun, let in, put out, renamed. What that comes to core decides. */
import { stateAfterScim, type LifecycleEvent } from '../../core/index.js'
import { personOf, uniqueness, type JsonObject } from '../../scim/index.js'
import type { DirectoryUser } from '../store/directories.js'
import type { PersonRecord } from '../store/records.js'
import type { Changing } from './asking.js'

const taken = (userName: string, why: string): Error =>
  uniqueness(`userName ${userName} is taken: ${why}`)

/** A directory speaks for those who sign in by its own connection, and for those who never did. */
const speaksFor =
  ({ directory }: Changing) =>
  ({ identity }: PersonRecord): boolean =>
    identity === null ||
    directory.connection === null ||
    identity.connection === directory.connection

const isCalled =
  (userName: string) =>
  (person: PersonRecord): boolean =>
    person.userName.toLowerCase() === userName.toLowerCase()

/** No subject and no external id is this. */
const nobody = '\u0000'

async function answering(changing: Changing, resource: JsonObject) {
  const { userName, externalId = nobody } = personOf(resource)
  const { tx, directory } = changing
  const asserted = { subject: externalId, email: userName, login: userName }
  const found = await tx.people.answering(directory.organization, asserted)
  return found.filter(speaksFor(changing))
}

/** The only one, or nobody. @throws ScimError 409 */
function onlyOne(people: readonly PersonRecord[], userName: string): PersonRecord | undefined {
  if (people.length > 1) throw taken(userName, 'several people of the organization answer to it')
  return people[0]
}

/**
 * Somebody of the organization whom no directory provisions yet: signed in or invited before it was on, or removed. By
 * userName, then by the subject they sign in as (T56); the living before the removed.
 * @throws ScimError 409 when a directory provisions them already
 */
export async function findUnprovisioned(
  changing: Changing,
  resource: JsonObject,
): Promise<PersonRecord | undefined> {
  const { userName, externalId } = personOf(resource)
  const found = await answering(changing, resource)
  if (found.length === 0) return undefined
  const living = found.filter(({ state }) => state !== 'removed')
  const person =
    onlyOne(living.filter(isCalled(userName)), userName) ??
    living.find(({ identity }) => identity?.subject === externalId) ??
    found.filter(({ state }) => state === 'removed').find(isCalled(userName))
  if (!person) return undefined
  const [other] = await changing.tx.directoryUsers.livingOf(person.id)
  if (other) throw taken(userName, `directory ${other.directory} provisions this person already`)
  return person
}

/** @throws ScimError 409 when somebody else of the organization has the name */
export async function checkNameIsFree(
  changing: Changing,
  user: DirectoryUser,
  resource: JsonObject,
): Promise<void> {
  const { userName } = personOf(resource)
  const others = (await answering(changing, resource)).filter(
    ({ id, state }) => id !== user.person && state !== 'removed',
  )
  if (others.some(isCalled(userName))) {
    throw taken(userName, 'somebody else of the organization has it')
  }
}

// Here and wherever every change comes by: a literal with several spreads, or a late one, costs V8 ten microseconds.
const begun = ({ directory, at }: Changing, id: string): PersonRecord => ({
  id,
  organization: directory.organization,
  state: 'pending',
  login: '',
  userName: '',
  externalId: null,
  identity: null,
  timezone: null,
  spaces: [],
  roles: null,
  accountRole: null,
  version: 0,
  createdAt: at,
  updatedAt: at,
  creationKey: null,
})

/** Named as the directory names them; who has signed in keeps the login they came with. */
function named(person: PersonRecord, resource: JsonObject): PersonRecord {
  const { userName, externalId = null } = personOf(resource)
  const login = person.identity === null ? userName : person.login
  return { ...person, userName, externalId, login }
}

/**
 * Out of the organization there is no place in it; who comes back from there begins anew, under the same id (T59), and is
 * whoever the IdP then names.
 */
function standing(person: PersonRecord, state: PersonRecord['state'], at: Date): PersonRecord {
  const next = { ...person, state, version: person.version + 1, updatedAt: at }
  if (state === 'removed') return { ...next, spaces: [], roles: null, accountRole: null }
  return person.state === 'removed' ? { ...next, identity: null } : next
}

export interface Happening {
  /** The user's id in the directory, for whoever asks why. */
  readonly user: string
  /** `PersonRecord.id`. */
  readonly id: string
  readonly known: PersonRecord | undefined
  readonly event: LifecycleEvent
  readonly resource: JsonObject
}

/** Lets in or puts out; the sessions of who is put out end in the same transaction. */
export async function recordStanding(changing: Changing, happening: Happening): Promise<void> {
  const { tx, directory, at, cause } = changing
  const { user, id, known, event, resource } = happening
  const before = known && { state: known.state, hasSignedIn: known.identity !== null }
  const life = stateAfterScim(directory.preset, before, event, personOf(resource).userName)
  const person = standing(named(known ?? begun(changing, id), resource), life.state, at)
  await tx.people.put(person)
  // Removed: the sign-in account goes, and sessions and memberships with it.
  if (life.state === 'removed') await tx.users.remove(id)
  else if (life.endsSessions) await tx.endSessionsOf(id)
  const decision = { directory: directory.name, user, at, cause, trace: life.trace }
  await tx.directoryDecisions.record(decision)
}

/** @throws ScimError 409 when somebody else of the organization has the name */
export async function recordName(
  changing: Changing,
  user: DirectoryUser,
  resource: JsonObject,
): Promise<void> {
  await checkNameIsFree(changing, user, resource)
  const person = await changing.tx.people.find(user.person)
  if (person) await changing.tx.people.put(named(person, resource))
}
