/** E-mail domains of organizations: claimed by anybody, proven by a TXT record, then one organization's. */
import type { DomainBody } from '../../admin-api/index.js'
import { Refusal } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { newToken } from '../sign-in/secrets.js'
import type { DomainRecord } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import {
  checkOrganization,
  notFound,
  ok,
  pageOf,
  removed,
  versioned,
  type Answer,
  type Call,
  type Handlers,
} from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'

type DomainHandlers = Pick<
  Handlers,
  'listDomains' | 'getDomain' | 'putDomain' | 'verifyDomain' | 'deleteDomain'
>
interface Key {
  readonly organization: string
  readonly name: string
}

const titled = ({ organization, name }: Key): string =>
  `domain "${name}" of organization "${organization}"`
const pathOf = ({ organization, name }: Key): string =>
  `organizations/${organization}/domains/${name}`
const recordNameOf = (name: string): string => `_mortise.${name}`

const bodyOf = (record: DomainRecord) =>
  ({
    organization: record.organization,
    name: record.name,
    ...record.input,
    status: record.verifiedAt ? 'verified' : 'pending',
    recordName: recordNameOf(record.name),
    recordValue: record.recordValue,
    verifiedAt: record.verifiedAt?.toISOString() ?? null,
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }) satisfies DomainBody

const refused = (code: string, detail: string, remedy: string, path?: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy, source: 'T01', ...(path ? { path } : {}) })

const takenBy = (name: string): Refusal =>
  refused(
    'domain-taken',
    `another organization has proven that "${name}" is its own`,
    'Let that organization give the domain up first.',
  )

const unverified = ({ name, recordValue }: DomainRecord, found: string): Refusal =>
  refused(
    'domain-unverified',
    `TXT ${recordNameOf(name)}: ${found}`,
    `Publish TXT ${recordNameOf(name)} with the value ${recordValue}, wait until DNS answers with it, and verify again.`,
  )

/** @throws Refusal `connection-missing` */
async function checkConnection(
  reads: Reads,
  organization: string,
  connection: string | null,
): Promise<void> {
  if (connection === null) return
  const names = await reads.connections.names({ organization, limit: 1000 })
  if (names.some(({ name }) => name === connection)) return
  throw refused(
    'connection-missing',
    `organization "${organization}" has no connection "${connection}"`,
    'Create the connection first.',
    'connection',
  )
}

/** @throws Refusal `not-found` */
async function getDomain(reads: Reads, key: Key): Promise<DomainRecord> {
  const record = await reads.domains.find(key.organization, key.name)
  if (record) return record
  await checkOrganization(reads, key.organization)
  throw notFound(titled(key))
}

async function replace(
  tx: Transaction,
  existing: DomainRecord,
  change: Partial<DomainRecord>,
  who: { readonly actor: string; readonly at: Date },
): Promise<DomainRecord> {
  const record = { ...existing, ...change, ...nextVersion(existing, who.at) }
  if (!(await tx.domains.replace(record))) throw takenBy(record.name)
  const versions = { before: existing.version, after: record.version }
  await recordChange(tx, who, pathOf(record), versions)
  return record
}

async function put(deps: Deps, call: Call<'putDomain'>): Promise<Answer<'putDomain'>> {
  const { params, body: input, condition, actor } = call
  const at = deps.now()
  return deps.store.transaction(async (tx) => {
    await checkOrganization(tx, params.organization)
    await checkConnection(tx, params.organization, input.connection)
    const existing = await tx.domains.find(params.organization, params.name)
    const plan = planPut(titled(params), existing, input, condition)
    if (existing) {
      if (plan !== 'replace') return versioned(bodyOf(existing), plan === 'repeat' ? 201 : 200)
      return versioned(bodyOf(await replace(tx, existing, { input }, { actor, at })))
    }
    // Random, not derived: who gives a domain up and claims it again must prove it again.
    const recordValue = `mortise-domain-verification=${newToken()}`
    const managed = firstVersion(at, condition)
    const record = { ...params, input, recordValue, verifiedAt: null, ...managed }
    await tx.domains.insert(record)
    await recordChange(tx, { actor, at }, pathOf(params), { before: null, after: 1 })
    return versioned(bodyOf(record), 201)
  })
}

/** @throws Refusal `domain-unverified` */
async function checkRecord({ resolveTxt }: Deps, claim: DomainRecord): Promise<void> {
  const found = await resolveTxt(recordNameOf(claim.name))
  if (found.includes(claim.recordValue)) return
  const count = found.length === 1 ? 'one record, with' : `${found.length} records, none with`
  throw unverified(claim, found.length === 0 ? 'no such record' : `${count} another value`)
}

async function verify(deps: Deps, call: Call<'verifyDomain'>): Promise<Answer<'verifyDomain'>> {
  const { params, actor } = call
  const claim = await getDomain(deps.store, params)
  if (claim.verifiedAt) return versioned(bodyOf(claim))
  await checkRecord(deps, claim)
  const at = deps.now()
  return deps.store.transaction(async (tx) => {
    const existing = await getDomain(tx, params)
    // Claimed anew while DNS was asked: what was found proves the old claim.
    if (existing.recordValue !== claim.recordValue) throw unverified(existing, 'claimed anew')
    if (existing.verifiedAt) return versioned(bodyOf(existing))
    return versioned(bodyOf(await replace(tx, existing, { verifiedAt: at }, { actor, at })))
  })
}

export function domainHandlers(deps: Deps): DomainHandlers {
  const { store, now } = deps
  return {
    listDomains: async ({ params: { organization }, query }) => {
      await checkOrganization(store, organization)
      const read = (page: Parameters<Reads['domains']['list']>[1]) =>
        store.domains.list(organization, page)
      const { records, next } = await pageOf(query, read)
      return ok({ items: records.map(bodyOf), next })
    },

    getDomain: async ({ params }) => versioned(bodyOf(await getDomain(store, params))),

    putDomain: (call) => put(deps, call),

    verifyDomain: (call) => verify(deps, call),

    deleteDomain: async ({ params, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await getDomain(tx, params)
        checkVersion(titled(params), existing, condition)
        await tx.domains.remove(params.organization, params.name)
        const versions = { before: existing.version, after: null }
        await recordChange(tx, { actor, at: now() }, pathOf(params), versions)
        return removed
      }),
  }
}
