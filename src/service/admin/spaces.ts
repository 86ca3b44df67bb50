/** Spaces of an organization, as the admin API manages them. */
import type { SpaceBody } from '../../admin-api/index.js'
import { checkSpace, getPreset } from '../../core/index.js'
import type { Deps } from '../deps.js'
import type { SpaceRecord } from '../store/records.js'
import { checkOrganization, notFound, ok, pageOf, versioned, type Handlers } from './answers.js'
import { putOfOrganization, removeOfOrganization, type Key, type Kind } from './of-organization.js'

type SpaceHandlers = Pick<Handlers, 'listSpaces' | 'getSpace' | 'putSpace' | 'deleteSpace'>

const titled = ({ organization, name }: Key): string =>
  `space "${name}" in organization "${organization}"`

const pathOf = ({ organization, name }: Key): string =>
  `organizations/${organization}/spaces/${encodeURIComponent(name)}`

const space: Kind<SpaceRecord['input']> = { in: (tx) => tx.spaces, titled, pathOf }

const bodyOf = (record: SpaceRecord) =>
  ({
    organization: record.organization,
    name: record.name,
    ...record.input,
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }) satisfies SpaceBody

export function spaceHandlers({ store, now }: Deps): SpaceHandlers {
  return {
    listSpaces: async ({ params: { organization }, query }) => {
      await checkOrganization(store, organization)
      const { records, next } = await pageOf(query, (page) => store.spaces.list(organization, page))
      return ok({ items: records.map(bodyOf), next })
    },

    getSpace: async ({ params }) => {
      const record = await store.spaces.find(params.organization, params.name)
      if (record) return versioned(bodyOf(record))
      await checkOrganization(store, params.organization)
      throw notFound(titled(params))
    },

    putSpace: async (call) => {
      const at = now()
      return store.transaction(async (tx) => {
        const { input: organization } = await checkOrganization(tx, call.params.organization)
        checkSpace(getPreset(organization.preset), call.params.name)
        const [record, status] = await putOfOrganization(tx, space, call, at)
        return versioned(bodyOf(record), status)
      })
    },

    deleteSpace: async (call) =>
      store.transaction((tx) => removeOfOrganization(tx, space, call, now())),
  }
}
