/** The access report and the support bundle, as the admin API gives them. */
import type { AccessBody } from '../../admin-api/index.js'
import { getPreset, holdingsOf, type Group } from '../../core/index.js'
import { findConnection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import { accessOf } from '../sign-in/access.js'
import type { OrganizationRecord, PersonRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { supportBundle } from '../support/bundle.js'
import { checkOrganization, ok, pageOf, type Handlers } from './answers.js'

type AccessHandlers = Pick<Handlers, 'listAccess' | 'getSupportBundle'>

/** What all people of an organization are judged by, read once. */
interface Ground {
  readonly reads: Reads
  readonly publicUrl: string
  readonly organization: OrganizationRecord
  readonly groups: readonly Group[]
  readonly spaces: readonly string[]
}

async function groundOf(
  reads: Reads,
  publicUrl: string,
  organization: OrganizationRecord,
): Promise<Ground> {
  const records = await reads.groups.all(organization.name)
  const groups = records.map(({ input, ...key }) => ({ ...input, ...key }))
  const spaces = await reads.spaces.names(organization.name)
  return { reads, publicUrl, organization, groups, spaces }
}

async function bodyOf(ground: Ground, person: PersonRecord): Promise<AccessBody> {
  const { reads, publicUrl, organization, groups, spaces } = ground
  const { identity, login, userName, state } = person
  const preset = getPreset(organization.input.preset)
  const user = identity ? await reads.users.find(identity) : undefined
  const held = await reads.users.groupsOf(person.id)
  const connection = identity
    ? await findConnection(reads, publicUrl, identity.connection)
    : undefined
  const [provisioned] = await reads.directoryUsers.livingOf(person.id)
  const access = accessOf({ preset, organization, spaces, held, person })
  const holdings = holdingsOf({
    ...{ preset, roleRules: organization.input.roleRules, settings: connection?.settings },
    ...{ connection: identity?.connection, origin: connection?.idpKind ?? 'local' },
    directory: provisioned?.directory,
    groups: groups.filter((group) =>
      held.some((key) => key.name === group.name && (key.space ?? null) === (group.space ?? null)),
    ),
    places: access.places,
    roles: preset.roleAssignment.kind === 'default' ? access.roles : [],
    accountRole: access.accountRole ?? undefined,
  })
  return {
    ...{ login, userName, state, displayName: user?.name ?? null },
    ...{ connection: identity?.connection ?? null, directory: provisioned?.directory ?? null },
    lastSignInAt: user?.lastSignInAt.toISOString() ?? null,
    access: holdings.map((holding) => ({ ...holding })),
  }
}

export function accessHandlers(deps: Deps): AccessHandlers {
  const { store, publicUrl } = deps
  return {
    listAccess: async ({ params, query }) => {
      const organization = await checkOrganization(store, params.organization)
      const { records, next } = await pageOf(query, async (page) =>
        (await store.people.list(organization.name, page)).map((person) => ({
          ...{ name: person.id, person },
        })),
      )
      const ground = await groundOf(store, publicUrl(), organization)
      const here = records.filter(({ person }) => person.state !== 'removed')
      const items = await Promise.all(here.map(({ person }) => bodyOf(ground, person)))
      return ok({ items, next })
    },

    getSupportBundle: async ({ params }) => {
      const organization = await checkOrganization(store, params.organization)
      return ok(await supportBundle(deps, organization))
    },
  }
}
