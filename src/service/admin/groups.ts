/** Groups of an organization, as the admin API manages them. */
import type { GroupBody } from '../../admin-api/index.js'
import { checkGroupSpace, getPreset, groupTitle, type GroupKey } from '../../core/index.js'
import type { Deps } from '../deps.js'
import type { GroupRecord } from '../store/records.js'
import { reevaluateNamesakes } from '../scim/memberships.js'
import { checkOrganization, notFound, ok, removed, versioned, type Handlers } from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'

type GroupHandlers = Pick<Handlers, 'listGroups' | 'getGroup' | 'putGroup' | 'deleteGroup'>
type Key = { readonly organization: string } & GroupKey

const titled = ({ organization, ...key }: Key): string =>
  `group "${groupTitle(key)}" in organization "${organization}"`

const pathOf = ({ organization, name, space }: Key): string => {
  const query = typeof space === 'string' ? `?space=${encodeURIComponent(space)}` : ''
  return `organizations/${organization}/groups/${encodeURIComponent(name)}${query}`
}

const bodyOf = (record: GroupRecord) =>
  ({
    organization: record.organization,
    name: record.name,
    ...record.input,
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }) satisfies GroupBody

/** A page ends at a name, or at a name and space; Labels hold no line breaks. */
const markOf = ({ name, input: { space } }: GroupRecord): string =>
  typeof space === 'string' ? `${name}\n${space}` : name

function keyAfter(mark: string): GroupKey {
  const [name = '', space] = mark.split('\n')
  return { name, space }
}

export function groupHandlers({ store, now, publicUrl }: Deps): GroupHandlers {
  return {
    listGroups: async ({ params: { organization }, query }) => {
      await checkOrganization(store, organization)
      const limit = query.limit ?? 100
      const after = query.after === undefined ? undefined : keyAfter(query.after)
      const found = await store.groups.list(organization, { limit: limit + 1, after })
      const last = found.length > limit ? found[limit - 1] : undefined
      const items = found.slice(0, limit).map(bodyOf)
      return ok({ items, next: last ? markOf(last) : null })
    },

    getGroup: async ({ params, query }) => {
      const key = { ...params, ...query }
      const record = await store.groups.find(params.organization, key)
      if (record) return versioned(bodyOf(record))
      await checkOrganization(store, params.organization)
      throw notFound(titled(key))
    },

    putGroup: async ({ params, body: input, condition, actor }) => {
      const at = now()
      return store.transaction(async (tx) => {
        const { organization, name } = params
        const { input: ofOrganization } = await checkOrganization(tx, organization)
        checkGroupSpace(getPreset(ofOrganization.preset), input.space)
        const key = { ...params, space: input.space ?? null }
        const existing = await tx.groups.find(params.organization, key)
        const plan = planPut(titled(key), existing, input, condition)
        if (!existing) {
          const created = { ...params, input, ...firstVersion(at, condition) }
          await tx.groups.insert(created)
          const about = { publicUrl: publicUrl(), at, cause: `PUT ${pathOf(key)}` }
          await reevaluateNamesakes({ tx, organization, ...about }, name)
          await recordChange(tx, { actor, at }, pathOf(key), { before: null, after: 1 })
          return versioned(bodyOf(created), 201)
        }
        if (plan !== 'replace') return versioned(bodyOf(existing), plan === 'repeat' ? 201 : 200)
        const changed = { ...params, input, ...nextVersion(existing, at) }
        if (!(await tx.groups.replace(changed))) throw new Error('replaced under our hands')
        await recordChange(tx, { actor, at }, pathOf(key), {
          before: existing.version,
          after: changed.version,
        })
        return versioned(bodyOf(changed))
      })
    },

    deleteGroup: async ({ params, query, condition, actor }) =>
      store.transaction(async (tx) => {
        const key = { ...params, ...query }
        const existing = await tx.groups.find(params.organization, key)
        if (!existing) throw notFound(titled(key))
        checkVersion(titled(key), existing, condition)
        await tx.groups.remove(params.organization, key)
        await recordChange(tx, { actor, at: now() }, pathOf(key), {
          before: existing.version,
          after: null,
        })
        return removed
      }),
  }
}
