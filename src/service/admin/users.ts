/** People of an organization, as the admin API manages them: invited, given roles and spaces, removed. */
import type { UserBody, UserInput } from '../../admin-api/index.js'
import {
  getPreset,
  groupKey,
  groupTitle,
  Refusal,
  stateAfterRemoval,
  type ServicePreset,
} from '../../core/index.js'
import type { Deps } from '../deps.js'
import { accessOf } from '../sign-in/access.js'
import { newUserId } from '../sign-in/secrets.js'
import type { OrganizationRecord, PersonRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import {
  checkOrganization,
  notFound,
  ok,
  pageOf,
  removed,
  versioned,
  type Handlers,
} from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut, type Condition } from './conditions.js'
import { checkGiven } from './given.js'

type UserHandlers = Pick<Handlers, 'listUsers' | 'getUser' | 'putUser' | 'deleteUser'>
type Key = { readonly organization: string; readonly login: string }

const titled = ({ organization, login }: Key): string =>
  `user "${login}" in organization "${organization}"`

const pathOf = ({ organization, login }: Key): string =>
  `organizations/${organization}/users/${encodeURIComponent(login)}`

const noInvitations = ({ title }: ServicePreset, login: string): Refusal =>
  new Refusal({
    code: 'invitations-not-offered',
    owner: 'caller',
    detail: `nobody is known as "${login}", and ${title} has no invitations`,
    remedy: 'People come by signing in, or from a directory.',
    source: 'W07',
    path: 'login',
  })

/** Role and groups are those of this moment, as the person would see them. */
async function bodyOf(
  reads: Reads,
  organization: OrganizationRecord,
  person: PersonRecord,
): Promise<UserBody> {
  const { state, login, userName, timezone, identity, version, createdAt, updatedAt } = person
  const user = identity === null ? undefined : await reads.users.find(identity)
  const held = await reads.users.groupsOf(person.id)
  const preset = getPreset(organization.input.preset)
  const spaces = await reads.spaces.names(organization.name)
  const access = accessOf({ preset, organization, spaces, held, person })
  const gone = state === 'removed'
  return {
    ...{ organization: organization.name, login, userName, state, timezone },
    email: user?.email ?? null,
    displayName: user?.name ?? null,
    groups: held.map(groupTitle),
    spaces: gone ? [] : [...access.spaces],
    roles: gone ? [] : [...access.roles],
    accountRole: gone ? null : access.accountRole,
    memberships: held.map(groupKey),
    places: gone ? [] : access.places.map(({ space, role }) => ({ space, role })),
    ownRoles: person.roles && [...person.roles],
    connection: identity?.connection ?? null,
    lastSignInAt: user?.lastSignInAt.toISOString() ?? null,
    ...{ version, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  }
}

/** Unbound: whoever the IdP names by this address is the one who was asked in. */
function invited(
  { organization, login }: Key,
  before: PersonRecord | undefined,
  input: UserInput,
  at: Date,
  condition: Condition,
): PersonRecord {
  return {
    ...(before ? nextVersion(before, at) : firstVersion(at, condition)),
    ...{ id: before?.id ?? newUserId(), organization, state: 'invited', login, userName: login },
    ...{ externalId: null, identity: null, timezone: null },
    accountRole: input.accountRole ?? null,
    spaces: input.spaces ?? [],
    roles: input.roles ?? null,
  }
}

/** As planPut compares: what was given before, in the words of what is given now. */
const asInput = (person: PersonRecord, { roles, spaces, accountRole }: UserInput): UserInput => ({
  ...(accountRole !== undefined && { accountRole: person.accountRole }),
  ...(roles && { roles: person.roles ? [...person.roles] : [] }),
  ...(spaces && {
    spaces: person.spaces.map(({ space, role }) => ({ space, role: role ?? '' })),
  }),
})

const changed = (person: PersonRecord, input: UserInput, at: Date): PersonRecord => ({
  ...person,
  ...nextVersion(person, at),
  roles: input.roles ?? person.roles,
  spaces: input.spaces ?? person.spaces,
  accountRole: input.accountRole === undefined ? person.accountRole : input.accountRole,
})

const putUser =
  ({ store, now }: Deps): UserHandlers['putUser'] =>
  async ({ params, body: input, condition, actor }) => {
    const at = now()
    return store.transaction(async (tx) => {
      const organization = await checkOrganization(tx, params.organization)
      const preset = getPreset(organization.input.preset)
      checkGiven(preset, organization, await tx.spaces.names(organization.name), input)
      const known = await tx.people.named(params.organization, params.login)
      const living = known?.state === 'removed' ? undefined : known
      const existing = living && { ...living, input: asInput(living, input) }
      const plan = planPut(titled(params), existing, input, condition)
      if (!living && !preset.provisioning.invitations) throw noInvitations(preset, params.login)
      if (living && plan !== 'replace') {
        return versioned(await bodyOf(tx, organization, living), plan === 'repeat' ? 201 : 200)
      }
      const person = living
        ? changed(living, input, at)
        : invited(params, known, input, at, condition)
      await tx.people.put(person)
      const versions = { before: known?.version ?? null, after: person.version }
      await recordChange(tx, { actor, at }, pathOf(params), versions)
      return versioned(await bodyOf(tx, organization, person), living ? 200 : 201)
    })
  }

/** W09a, T59: a tombstone stays, and says that coming back is a decision of somebody here. */
const deleteUser =
  ({ store, now }: Deps): UserHandlers['deleteUser'] =>
  async ({ params, condition, actor }) =>
    store.transaction(async (tx) => {
      const organization = await checkOrganization(tx, params.organization)
      const person = await tx.people.named(params.organization, params.login)
      if (!person || person.state === 'removed') throw notFound(titled(params))
      checkVersion(titled(params), person, condition)
      const at = now()
      const { state } = stateAfterRemoval(getPreset(organization.input.preset), person.login)
      const without = { spaces: [], roles: null, accountRole: null }
      await tx.people.put({ ...person, ...nextVersion(person, at), ...without, state })
      // Sessions and memberships go with it.
      await tx.users.remove(person.id)
      const versions = { before: person.version, after: null }
      await recordChange(tx, { actor, at }, pathOf(params), versions)
      return removed
    })

export function userHandlers(deps: Deps): UserHandlers {
  const { store } = deps
  return {
    listUsers: async ({ params, query }) => {
      const organization = await checkOrganization(store, params.organization)
      const { records, next } = await pageOf(query, async (page) =>
        (await store.people.list(organization.name, page)).map((person) => ({
          ...{ name: person.id, person },
        })),
      )
      const items = await Promise.all(
        records.map(({ person }) => bodyOf(store, organization, person)),
      )
      return ok({ items, next })
    },

    getUser: async ({ params }) => {
      const organization = await checkOrganization(store, params.organization)
      const person = await store.people.named(params.organization, params.login)
      if (!person) throw notFound(titled(params))
      return versioned(await bodyOf(store, organization, person))
    },

    putUser: putUser(deps),
    deleteUser: deleteUser(deps),
  }
}
