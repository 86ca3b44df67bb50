/** SAML connections, as the admin API manages them. The IdP is asked before anything is written. */
import type { SamlConnectionBody } from '../../admin-api/index.js'
import {
  attributeNames,
  checkSamlConnection,
  connectionWarnings,
  getPreset,
  parseSamlConnection,
  type IdpFacts,
  type SamlConnectionInput,
} from '../../core/index.js'
import { connectionOf } from '../connections/connection.js'
import { lifeOf } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import { trustOf } from '../sign-in/trust.js'
import type { SamlConnectionRecord } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import {
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
import { checkVersion, firstVersion, nextVersion, planPut, type Plan } from './conditions.js'
import { nameTaken, organizationFixed, organizationMissing } from './connection-refusals.js'
import { checkPinned, readIdp, sameIdp } from './idp-source.js'
import { heldWarnings } from '../idp-metadata/alarm.js'
import { checkIssuer } from './issuer.js'
import { checkConnectionSpared } from './spared.js'

type ConnectionHandlers = Pick<
  Handlers,
  'listSamlConnections' | 'getSamlConnection' | 'putSamlConnection' | 'deleteSamlConnection'
>
type Put = Call<'putSamlConnection'>

const titled = (name: string): string => `SAML connection "${name}"`
const pathOf = (name: string): string => `saml-connections/${name}`

/** The same, without the promise not to change it. */
type InputBody = Put['body']

/** What follows from a record: the endpoints and names the IdP must know. */
async function bodyOf(
  { publicUrl }: Deps,
  reads: Reads,
  record: SamlConnectionRecord,
): Promise<SamlConnectionBody> {
  const { name, input, idp, version, createdAt, updatedAt } = record
  const organization = await reads.organizations.find(input.organization)
  if (!organization) throw new Error(`${titled(name)} has lost its organization`)
  const trust = trustOf(record, organization, publicUrl())
  const reading = await reads.metadataReadings.find(name)
  const { preset, endpoints } = trust
  return {
    ...structuredClone(input as InputBody),
    name,
    preset: preset.key,
    idp: { ...idp, certificates: [...idp.certificates] },
    endpoints,
    warnings: [
      ...connectionWarnings(preset, idp, input.policy),
      ...heldWarnings(name, reading),
    ].map((warning) => ({ ...warning })),
    attributeNames: { ...attributeNames(preset, input.attributeMapping) },
    ...(await lifeOf(reads, connectionOf(trust))),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

interface Outlook {
  readonly plan: Plan
  readonly existing: SamlConnectionRecord | undefined
}

/** Everything that can be refused without asking the IdP. Asked before the IdP is, and again in the transaction. */
async function outlookOf(reads: Reads, input: SamlConnectionInput, put: Put): Promise<Outlook> {
  const { name } = put.params
  const existing = await reads.samlConnections.find(name)
  if (!existing && (await reads.oidcConnections.find(name))) throw nameTaken(name, 'oidc')
  const plan = planPut(titled(name), existing, input, put.condition)
  if (existing && existing.input.organization !== input.organization) {
    throw organizationFixed(titled(name), existing.input.organization)
  }
  const organization = await reads.organizations.find(input.organization)
  if (!organization) throw organizationMissing(input.organization)
  checkSamlConnection(getPreset(organization.input.preset), input)
  return { plan, existing }
}

interface Wanted {
  readonly input: SamlConnectionInput
  readonly idp: IdpFacts
  readonly at: Date
}

async function create(
  tx: Transaction,
  { input, idp, at }: Wanted,
  { params: { name }, condition, actor }: Put,
): Promise<SamlConnectionRecord> {
  const record = { name, input, idp, ...firstVersion(at, condition) }
  await tx.samlConnections.insert(record)
  await recordChange(tx, { actor, at }, pathOf(name), { before: null, after: 1 })
  return record
}

async function replace(
  tx: Transaction,
  { input, idp, at }: Wanted,
  existing: SamlConnectionRecord,
  { params: { name }, actor }: Put,
): Promise<SamlConnectionRecord> {
  const record = { name, input, idp, ...nextVersion(existing, at) }
  // Read anew by whoever may decide: what was held, and how often reading failed, is of no account any more.
  await tx.metadataReadings.forget(name)
  if (!(await tx.samlConnections.replace(record))) throw new Error('replaced under our hands')
  const versions = { before: existing.version, after: record.version }
  await recordChange(tx, { actor, at }, pathOf(name), versions)
  return record
}

/** Nothing decided has changed and the IdP says the same: only the time of reading is new, and no version counts it. */
async function keep(
  tx: Transaction,
  { idp, at }: Wanted,
  existing: SamlConnectionRecord,
): Promise<SamlConnectionRecord> {
  if (existing.input.idpMetadataUrl === null) return existing
  await tx.samlConnections.recordReading(existing.name, at)
  return { ...existing, idp: { ...existing.idp, readAt: idp.readAt } }
}

async function put(deps: Deps, call: Put): Promise<Answer<'putSamlConnection'>> {
  const { store, now } = deps
  const input = parseSamlConnection(call.body)
  const before = await outlookOf(store, input, call)
  if (before.plan === 'repeat' && before.existing) {
    return versioned(await bodyOf(deps, store, before.existing), 201)
  }
  // The IdP answers in seconds; no transaction waits for it.
  const wanted: Wanted = { input, idp: await readIdp(deps, input), at: now() }
  return store.transaction(async (tx) => {
    const { plan, existing } = await outlookOf(tx, input, call)
    checkPinned(existing, input, wanted.idp)
    await checkIssuer(tx, call.params.name, input, wanted.idp)
    // Another IdP suspends the connection: under required SSO that would lock everybody out.
    if (existing && existing.idp.entityId !== wanted.idp.entityId) {
      await checkConnectionSpared(tx, deps.publicUrl(), input.organization, existing.name)
    }
    if (!existing) return versioned(await bodyOf(deps, tx, await create(tx, wanted, call)), 201)
    if (plan === 'repeat') return versioned(await bodyOf(deps, tx, existing), 201)
    const unchanged = plan === 'keep' && sameIdp(existing.idp, wanted.idp)
    const record = unchanged
      ? await keep(tx, wanted, existing)
      : await replace(tx, wanted, existing, call)
    return versioned(await bodyOf(deps, tx, record))
  })
}

export function samlConnectionHandlers(deps: Deps): ConnectionHandlers {
  const { store, now } = deps
  return {
    listSamlConnections: async ({ query }) => {
      const { records, next } = await pageOf(query, (page) => store.samlConnections.list(page))
      const items = await Promise.all(records.map((record) => bodyOf(deps, store, record)))
      return ok({ items, next })
    },

    getSamlConnection: async ({ params: { name } }) => {
      const record = await store.samlConnections.find(name)
      if (!record) throw notFound(titled(name))
      return versioned(await bodyOf(deps, store, record))
    },

    putSamlConnection: (call) => put(deps, call),

    deleteSamlConnection: async ({ params: { name }, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await tx.samlConnections.find(name)
        if (!existing) throw notFound(titled(name))
        checkVersion(titled(name), existing, condition)
        await checkConnectionSpared(tx, deps.publicUrl(), existing.input.organization, name)
        await tx.samlConnections.remove(name)
        await recordChange(tx, { actor, at: now() }, pathOf(name), {
          before: existing.version,
          after: null,
        })
        return removed
      }),
  }
}
