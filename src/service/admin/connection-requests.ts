/** Connections an organization has asked for, as the admin API manages them: the hand-off from who wants one to who sets it up (T06). */
import type { ConnectionRequestBody } from '../../admin-api/index.js'
import { findConnection } from '../connections/connection.js'
import { carriesSignIns, lifeOf } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import type { ConnectionRequestRecord } from '../store/records.js'
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
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'

type RequestHandlers = Pick<
  Handlers,
  | 'listConnectionRequests'
  | 'getConnectionRequest'
  | 'putConnectionRequest'
  | 'deleteConnectionRequest'
>
type Key = { readonly organization: string; readonly name: string }

const titled = ({ organization, name }: Key): string =>
  `request for connection "${name}" of organization "${organization}"`

const pathOf = ({ organization, name }: Key): string =>
  `organizations/${organization}/connection-requests/${name}`

/** How far it is follows from the connection of its name, and is not written down anywhere. */
async function statusOf(
  { publicUrl }: Deps,
  reads: Reads,
  { organization, name }: Key,
): Promise<ConnectionRequestBody['status']> {
  const connection = await findConnection(reads, publicUrl(), name)
  if (connection?.organization.name !== organization) return 'requested'
  const { status } = await lifeOf(reads, connection)
  return carriesSignIns(status) ? 'enabled' : 'configured'
}

async function bodyOf(
  deps: Deps,
  reads: Reads,
  record: ConnectionRequestRecord,
): Promise<ConnectionRequestBody> {
  const { organization, name, input, version, createdAt, updatedAt } = record
  return {
    ...{ organization, name, ...input, version },
    status: await statusOf(deps, reads, record),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

export function connectionRequestHandlers(deps: Deps): RequestHandlers {
  const { store, now } = deps
  return {
    listConnectionRequests: async ({ params: { organization }, query }) => {
      await checkOrganization(store, organization)
      const { records, next } = await pageOf(query, (page) =>
        store.connectionRequests.list(organization, page),
      )
      const items = await Promise.all(records.map((record) => bodyOf(deps, store, record)))
      return ok({ items, next })
    },

    getConnectionRequest: async ({ params }) => {
      const record = await store.connectionRequests.find(params.organization, params.name)
      if (record) return versioned(await bodyOf(deps, store, record))
      await checkOrganization(store, params.organization)
      throw notFound(titled(params))
    },

    putConnectionRequest: async ({ params, body: input, condition, actor }) => {
      const at = now()
      return store.transaction(async (tx) => {
        await checkOrganization(tx, params.organization)
        const existing = await tx.connectionRequests.find(params.organization, params.name)
        const plan = planPut(titled(params), existing, input, condition)
        if (!existing) {
          const created = { ...params, input, ...firstVersion(at, condition) }
          await tx.connectionRequests.insert(created)
          await recordChange(tx, { actor, at }, pathOf(params), { before: null, after: 1 })
          return versioned(await bodyOf(deps, tx, created), 201)
        }
        if (plan !== 'replace')
          return versioned(await bodyOf(deps, tx, existing), plan === 'repeat' ? 201 : 200)
        const changed = { ...params, input, ...nextVersion(existing, at) }
        if (!(await tx.connectionRequests.replace(changed)))
          throw new Error('replaced under our hands')
        await recordChange(tx, { actor, at }, pathOf(params), {
          before: existing.version,
          after: changed.version,
        })
        return versioned(await bodyOf(deps, tx, changed))
      })
    },

    deleteConnectionRequest: async ({ params, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await tx.connectionRequests.find(params.organization, params.name)
        if (!existing) throw notFound(titled(params))
        checkVersion(titled(params), existing, condition)
        await tx.connectionRequests.remove(params.organization, params.name)
        await recordChange(tx, { actor, at: now() }, pathOf(params), {
          before: existing.version,
          after: null,
        })
        return removed
      }),
  }
}
