/** Connections an organization has asked for, as the admin API manages them: the hand-off from who wants one to who sets it up (T06). */
import type { ConnectionRequestBody } from '../../admin-api/index.js'
import { findConnection } from '../connections/connection.js'
import { carriesSignIns, lifeOf } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import type { ConnectionRequestRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { checkOrganization, notFound, ok, pageOf, versioned, type Handlers } from './answers.js'
import { putOfOrganization, removeOfOrganization, type Key, type Kind } from './of-organization.js'

type RequestHandlers = Pick<
  Handlers,
  | 'listConnectionRequests'
  | 'getConnectionRequest'
  | 'putConnectionRequest'
  | 'deleteConnectionRequest'
>

const titled = ({ organization, name }: Key): string =>
  `request for connection "${name}" of organization "${organization}"`

const pathOf = ({ organization, name }: Key): string =>
  `organizations/${organization}/connection-requests/${name}`

const connectionRequest: Kind<ConnectionRequestRecord['input']> = {
  in: (tx) => tx.connectionRequests,
  ...{ titled, pathOf },
}

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

    putConnectionRequest: async (call) => {
      const at = now()
      return store.transaction(async (tx) => {
        await checkOrganization(tx, call.params.organization)
        const [record, status] = await putOfOrganization(tx, connectionRequest, call, at)
        return versioned(await bodyOf(deps, tx, record), status)
      })
    },

    deleteConnectionRequest: async (call) =>
      store.transaction((tx) => removeOfOrganization(tx, connectionRequest, call, now())),
  }
}
