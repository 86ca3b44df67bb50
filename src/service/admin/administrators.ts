/** Administrators of an organization, as the admin API manages them. Their passwords go in and never come out. */
import type { AdministratorBody } from '../../admin-api/index.js'
import { Refusal } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { hashPassword } from '../sign-in/passwords.js'
import { newUserId } from '../sign-in/secrets.js'
import type { AdministratorRecord } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import {
  checkOrganization,
  notFound,
  ok,
  pageOf,
  removed,
  versioned,
  type Call,
  type Handlers,
} from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'
import { checkAdministratorSpared } from './spared.js'

type AdministratorHandlers = Pick<
  Handlers,
  | 'listAdministrators'
  | 'getAdministrator'
  | 'putAdministrator'
  | 'putPassword'
  | 'deleteAdministrator'
  | 'deleteAdministratorSessions'
>
interface Key {
  readonly organization: string
  readonly email: string
}

const titled = ({ organization, email }: Key): string =>
  `administrator "${email}" of organization "${organization}"`

const pathOf = ({ organization, email }: Key): string =>
  `organizations/${organization}/administrators/${encodeURIComponent(email)}`

const bodyOf = (record: AdministratorRecord) =>
  ({
    organization: record.organization,
    email: record.email,
    ...record.input,
    passwordSetAt: record.passwordSetAt?.toISOString() ?? null,
    passwordWorkedAt: record.passwordWorkedAt?.toISOString() ?? null,
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }) satisfies AdministratorBody

const taken = (email: string): Refusal =>
  new Refusal({
    code: 'already-exists',
    owner: 'caller',
    detail: `"${email}" is an administrator of another organization of this service`,
    remedy: 'Use another address: at sign-in the address alone says who comes.',
    path: 'email',
  })

/** @throws Refusal `not-found` */
async function getAdministrator(reads: Reads, key: Key): Promise<AdministratorRecord> {
  const record = await reads.administrators.find(key.organization, key.email)
  if (record) return record
  await checkOrganization(reads, key.organization)
  throw notFound(titled(key))
}

async function replace(
  tx: Transaction,
  existing: AdministratorRecord,
  change: Partial<AdministratorRecord>,
  who: { readonly actor: string; readonly at: Date },
  object: string,
): Promise<AdministratorRecord> {
  const record = { ...existing, ...change, ...nextVersion(existing, who.at) }
  if (!(await tx.administrators.replace(record))) throw new Error('replaced under our hands')
  await recordChange(tx, who, object, { before: existing.version, after: record.version })
  return record
}

const created = (
  { params, body: input, condition }: Call<'putAdministrator'>,
  at: Date,
): AdministratorRecord => ({
  id: newUserId(),
  ...params,
  input,
  ...{ passwordHash: null, passwordSetAt: null, passwordWorkedAt: null },
  ...firstVersion(at, condition),
})

const endSessions =
  ({ store, now }: Deps): AdministratorHandlers['deleteAdministratorSessions'] =>
  async ({ params, actor }) =>
    store.transaction(async (tx) => {
      const { id, version } = await getAdministrator(tx, params)
      await tx.sessions.removeOf({ kind: 'administrator', id })
      const versions = { before: version, after: null }
      await recordChange(tx, { actor, at: now() }, `${pathOf(params)}/sessions`, versions)
      return removed
    })

export function administratorHandlers(deps: Deps): AdministratorHandlers {
  const { store, now } = deps
  return {
    listAdministrators: async ({ params: { organization }, query }) => {
      await checkOrganization(store, organization)
      const { records, next } = await pageOf(query, async (page) =>
        (await store.administrators.list(organization, page)).map((it) => ({
          ...it,
          name: it.email,
        })),
      )
      return ok({ items: records.map(bodyOf), next })
    },

    getAdministrator: async ({ params }) =>
      versioned(bodyOf(await getAdministrator(store, params))),

    putAdministrator: async (call) => {
      const { params, body: input, condition, actor } = call
      const at = now()
      return store.transaction(async (tx) => {
        await checkOrganization(tx, params.organization)
        const existing = await tx.administrators.find(params.organization, params.email)
        const plan = planPut(titled(params), existing, input, condition)
        if (!existing) {
          const record = created(call, at)
          if (!(await tx.administrators.insert(record))) throw taken(params.email)
          await recordChange(tx, { actor, at }, pathOf(params), { before: null, after: 1 })
          return versioned(bodyOf(record), 201)
        }
        if (plan !== 'replace') return versioned(bodyOf(existing), plan === 'repeat' ? 201 : 200)
        const record = await replace(tx, existing, { input }, { actor, at }, pathOf(params))
        return versioned(bodyOf(record))
      })
    },

    putPassword: async ({ params, body: { password }, condition, actor }) => {
      await getAdministrator(store, params)
      // Slow on purpose: no transaction waits for it.
      const passwordHash = await hashPassword(password)
      const at = now()
      return store.transaction(async (tx) => {
        const existing = await getAdministrator(tx, params)
        checkVersion(titled(params), existing, condition)
        const change = { passwordHash, passwordSetAt: at, passwordWorkedAt: null }
        const object = `${pathOf(params)}/password`
        const record = await replace(tx, existing, change, { actor, at }, object)
        await tx.sessions.removeOf({ kind: 'administrator', id: record.id })
        return versioned(bodyOf(record))
      })
    },

    deleteAdministratorSessions: endSessions(deps),

    deleteAdministrator: async ({ params, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await getAdministrator(tx, params)
        checkVersion(titled(params), existing, condition)
        await checkAdministratorSpared(tx, existing)
        await tx.administrators.remove(existing.id)
        const versions = { before: existing.version, after: null }
        await recordChange(tx, { actor, at: now() }, pathOf(params), versions)
        return removed
      }),
  }
}
