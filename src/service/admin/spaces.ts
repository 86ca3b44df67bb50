/** Spaces of an organization, as the admin API manages them. */
import type { SpaceBody } from '../../admin-api/index.js'
import { checkSpace, getPreset, type OrganizationInput } from '../../core/index.js'
import type { Deps } from '../deps.js'
import type { SpaceRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { notFound, ok, pageOf, removed, versioned, type Handlers } from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'

type SpaceHandlers = Pick<Handlers, 'listSpaces' | 'getSpace' | 'putSpace' | 'deleteSpace'>
type Key = { readonly organization: string; readonly name: string }

const titled = ({ organization, name }: Key): string =>
  `space "${name}" in organization "${organization}"`

const pathOf = ({ organization, name }: Key): string =>
  `organizations/${organization}/spaces/${encodeURIComponent(name)}`

const bodyOf = (record: SpaceRecord) =>
  ({
    organization: record.organization,
    name: record.name,
    ...record.input,
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }) satisfies SpaceBody

/** @throws Refusal `not-found` with path `organization` */
async function getOrganization(reads: Reads, organization: string): Promise<OrganizationInput> {
  const found = await reads.organizations.find(organization)
  if (found) return found.input
  throw notFound(`organization "${organization}"`, 'organization')
}

export function spaceHandlers({ store, now }: Deps): SpaceHandlers {
  return {
    listSpaces: async ({ params: { organization }, query }) => {
      await getOrganization(store, organization)
      const { records, next } = await pageOf(query, (page) => store.spaces.list(organization, page))
      return ok({ items: records.map(bodyOf), next })
    },

    getSpace: async ({ params }) => {
      const record = await store.spaces.find(params.organization, params.name)
      if (record) return versioned(bodyOf(record))
      await getOrganization(store, params.organization)
      throw notFound(titled(params))
    },

    putSpace: async ({ params, body: input, condition, actor }) => {
      const at = now()
      return store.transaction(async (tx) => {
        const { preset } = await getOrganization(tx, params.organization)
        checkSpace(getPreset(preset), params.name)
        const existing = await tx.spaces.find(params.organization, params.name)
        const plan = planPut(titled(params), existing, input, condition)
        if (!existing) {
          const created = { ...params, input, ...firstVersion(at, condition) }
          await tx.spaces.insert(created)
          await recordChange(tx, { actor, at }, pathOf(params), { before: null, after: 1 })
          return versioned(bodyOf(created), 201)
        }
        if (plan !== 'replace') return versioned(bodyOf(existing), plan === 'repeat' ? 201 : 200)
        const changed = { ...params, input, ...nextVersion(existing, at) }
        if (!(await tx.spaces.replace(changed))) throw new Error('replaced under our hands')
        await recordChange(tx, { actor, at }, pathOf(params), {
          before: existing.version,
          after: changed.version,
        })
        return versioned(bodyOf(changed))
      })
    },

    deleteSpace: async ({ params, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await tx.spaces.find(params.organization, params.name)
        if (!existing) throw notFound(titled(params))
        checkVersion(titled(params), existing, condition)
        await tx.spaces.remove(params.organization, params.name)
        await recordChange(tx, { actor, at: now() }, pathOf(params), {
          before: existing.version,
          after: null,
        })
        return removed
      }),
  }
}
