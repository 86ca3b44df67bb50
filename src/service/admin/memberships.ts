/** Who is in which group, by hand: where the IdP does not say so itself (T43, T43a). */
import type { MembershipBody } from '../../admin-api/index.js'
import {
  getPreset,
  groupKey,
  groupTitle,
  isSynced,
  membershipAfterEdit,
  Refusal,
  traceLine,
  type Group,
  type GroupKey,
  type ManualEdit,
  type Origin,
  type ServicePreset,
} from '../../core/index.js'
import { findConnection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import type { GroupRecord, PersonRecord } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import { checkOrganization, notFound, ok, removed, type Call, type Handlers } from './answers.js'
import { recordChange } from './changes.js'

type MembershipHandlers = Pick<Handlers, 'listMemberships' | 'putMembership' | 'deleteMembership'>
type Edit = Pick<Call<'putMembership'>, 'params' | 'query' | 'actor'>

const pathOf = ({ params, query }: Edit): string => {
  const { organization, login, name } = params
  const space = query.space === undefined ? '' : `?space=${encodeURIComponent(query.space)}`
  return `organizations/${organization}/users/${encodeURIComponent(login)}/groups/${encodeURIComponent(name)}${space}`
}

const groupOf = ({ input, ...key }: GroupRecord): Group => ({ ...input, ...key })

interface Place {
  readonly person: PersonRecord
  readonly preset: ServicePreset
  readonly origin: Origin
}

/** @throws Refusal `not-found` */
async function placeOf(
  reads: Reads,
  publicUrl: string,
  { organization: name, login }: { readonly organization: string; readonly login: string },
): Promise<Place> {
  const organization = await checkOrganization(reads, name)
  const person = await reads.people.named(name, login)
  if (!person || person.state === 'removed') {
    throw notFound(`user "${login}" in organization "${name}"`)
  }
  const { identity } = person
  const connection = identity && (await findConnection(reads, publicUrl, identity.connection))
  const preset = getPreset(organization.input.preset)
  return { person, preset, origin: connection?.idpKind ?? 'local' }
}

/** @throws Refusal `not-found` */
async function getGroup(reads: Reads, organization: string, key: GroupKey): Promise<Group> {
  const record = await reads.groups.find(organization, key)
  if (record) return groupOf(record)
  throw notFound(`group "${groupTitle(key)}" in organization "${organization}"`)
}

const neverSignedIn = (login: string): Refusal =>
  new Refusal({
    code: 'never-signed-in',
    owner: 'caller',
    detail: `"${login}" has not signed in yet, and groups begin with the first sign-in`,
    remedy: 'Wait for the first sign-in; roles and spaces may be given before it.',
    source: 'T43',
  })

const bodyOf = (
  { preset, origin }: Place,
  { organization, login }: Edit['params'],
  group: Group,
): MembershipBody => ({
  ...{ organization, login, ...groupKey(group) },
  synced: isSynced(preset, group, origin),
})

async function edit(
  tx: Transaction,
  { publicUrl, now }: Deps,
  call: Edit,
  change: ManualEdit['change'],
): Promise<MembershipBody> {
  const { params, query, actor } = call
  const { organization, login } = params
  const place = await placeOf(tx, publicUrl(), params)
  const group = await getGroup(tx, organization, { name: params.name, space: query.space ?? null })
  const { person, preset, origin } = place
  if (!person.identity || !(await tx.users.find(person.identity))) throw neverSignedIn(login)
  const held = await tx.users.groupsOf(person.id)
  const after = membershipAfterEdit({ preset, group, origin, change }, held)
  await tx.users.replaceGroups(person.id, organization, after.groups)
  const kept = held
    .filter((key) => groupTitle(key) !== groupTitle(group))
    .map((key) =>
      traceLine('kept', 'group', groupTitle(key), 'as before', preset.groups.source.manual),
    )
  await tx.retraceSessionsOf(person.id, [...kept, ...after.trace])
  const versions = change === 'add' ? { before: null, after: 1 } : { before: 1, after: null }
  await recordChange(tx, { actor, at: now() }, pathOf(call), versions)
  return bodyOf(place, params, group)
}

export function membershipHandlers(deps: Deps): MembershipHandlers {
  const { store, publicUrl } = deps
  return {
    listMemberships: async ({ params }) => {
      const place = await placeOf(store, publicUrl(), params)
      const held = await store.users.groupsOf(place.person.id)
      const groups = await Promise.all(held.map((key) => getGroup(store, params.organization, key)))
      return ok({ items: groups.map((group) => bodyOf(place, { ...params, name: '' }, group)) })
    },

    putMembership: async (call) => ok(await store.transaction((tx) => edit(tx, deps, call, 'add'))),

    deleteMembership: async (call) => {
      await store.transaction((tx) => edit(tx, deps, call, 'remove'))
      return removed
    },
  }
}
