/** Organizations, as the admin API manages them. */
import type { OrganizationBody } from '../../admin-api/index.js'
import { parseOrganization, Refusal, type OrganizationInput } from '../../core/index.js'
import type { Deps } from '../deps.js'
import type { OrganizationRecord } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { notFound, ok, pageOf, removed, versioned, type Handlers } from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'

type OrganizationHandlers = Pick<
  Handlers,
  'listOrganizations' | 'getOrganization' | 'putOrganization' | 'deleteOrganization'
>

const titled = (name: string): string => `organization "${name}"`

/** Lists as the wire's own copies; those the organization leaves out stay out. */
const contentOf = ({
  roleRules,
  roles,
  accountRoles,
  entitlements,
  ...rest
}: OrganizationInput) => ({
  ...rest,
  roleRules: roleRules.map((rule) => ({ ...rule })),
  ...(roles && { roles: [...roles] }),
  ...(accountRoles && { accountRoles: [...accountRoles] }),
  ...(entitlements && { entitlements: [...entitlements] }),
})

const bodyOf = ({ name, input, version, createdAt, updatedAt }: OrganizationRecord) =>
  ({
    name,
    ...contentOf(input),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }) satisfies OrganizationBody

const presetFixed = (record: OrganizationRecord): Refusal =>
  new Refusal({
    code: 'preset-fixed',
    owner: 'caller',
    detail: `${titled(record.name)} is under preset "${record.input.preset}", which never changes`,
    remedy: 'Keep the preset, or make an organization of another name.',
    path: 'preset',
  })

const stillInUse = (name: string, connections: readonly string[]): Refusal =>
  new Refusal({
    code: 'still-in-use',
    owner: 'caller',
    detail: `${titled(name)} has connections: ${connections.join(', ')}`,
    remedy: 'Remove these connections first.',
  })

const hasDirectories = (name: string, directories: readonly { readonly name: string }[]): Refusal =>
  new Refusal({
    code: 'still-in-use',
    owner: 'caller',
    detail: `${titled(name)} has directories: ${directories.map((one) => one.name).join(', ')}`,
    remedy: 'Remove these directories first.',
  })

// Role rules are a set: their order is no difference.
const ruleKey = (rule: OrganizationInput['roleRules'][number]): string =>
  JSON.stringify([rule.group, rule.role])

const inOrder = (input: OrganizationInput): OrganizationInput => ({
  ...input,
  roleRules: [...input.roleRules].sort((a, b) => (ruleKey(a) < ruleKey(b) ? -1 : 1)),
})

const comparable = (record: OrganizationRecord | undefined): OrganizationRecord | undefined =>
  record && { ...record, input: inOrder(record.input) }

async function replace(tx: Transaction, record: OrganizationRecord): Promise<void> {
  if (!(await tx.organizations.replace(record))) throw new Error('replaced under our hands')
}

export function organizationHandlers({ store, now }: Deps): OrganizationHandlers {
  return {
    listOrganizations: async ({ query }) => {
      const { records, next } = await pageOf(query, (page) => store.organizations.list(page))
      return ok({ items: records.map(bodyOf), next })
    },

    getOrganization: async ({ params: { name } }) => {
      const record = await store.organizations.find(name)
      if (!record) throw notFound(titled(name))
      return versioned(bodyOf(record))
    },

    putOrganization: async ({ params: { name }, body, condition, actor }) => {
      const input = parseOrganization(body)
      const at = now()
      return store.transaction(async (tx) => {
        const existing = await tx.organizations.find(name)
        const plan = planPut(titled(name), comparable(existing), inOrder(input), condition)
        if (!existing) {
          const created = { name, input, ...firstVersion(at, condition) }
          await tx.organizations.insert(created)
          await recordChange(tx, { actor, at }, `organizations/${name}`, { before: null, after: 1 })
          return versioned(bodyOf(created), 201)
        }
        if (plan !== 'replace') return versioned(bodyOf(existing), plan === 'repeat' ? 201 : 200)
        if (existing.input.preset !== input.preset) throw presetFixed(existing)
        const changed = { name, input, ...nextVersion(existing, at) }
        await replace(tx, changed)
        await recordChange(tx, { actor, at }, `organizations/${name}`, {
          before: existing.version,
          after: changed.version,
        })
        return versioned(bodyOf(changed))
      })
    },

    deleteOrganization: async ({ params: { name }, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await tx.organizations.find(name)
        if (!existing) throw notFound(titled(name))
        checkVersion(titled(name), existing, condition)
        const connections = await tx.samlConnections.namesOf(name)
        if (connections.length > 0) throw stillInUse(name, connections)
        const directories = await tx.directories.ofOrganization(name)
        if (directories.length > 0) throw hasDirectories(name, directories)
        await tx.organizations.remove(name)
        await recordChange(tx, { actor, at: now() }, `organizations/${name}`, {
          before: existing.version,
          after: null,
        })
        return removed
      }),
  }
}
