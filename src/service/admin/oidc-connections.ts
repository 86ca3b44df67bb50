/** OpenID Connect connections, as the admin API manages them. The IdP is asked before anything is written. */
import type { OidcConnectionBody } from '../../admin-api/index.js'
import {
  attributeNames,
  checkOidcConnection,
  getPreset,
  oidcIdpName,
  oidcWarnings,
  parseOidcConnection,
  type OidcConnectionInput,
  type OidcIdpFacts,
} from '../../core/index.js'
import { oidcConnectionOf } from '../connections/connection.js'
import { readOidcIdp, sameOidcIdp } from '../connections/oidc-idp.js'
import { clientKeyName, clientSecretName, nextClientKeyName } from '../connections/oidc-client.js'
import { lifeOf } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import { oidcTrustOf } from '../sign-in/oidc/trust.js'
import type { OidcConnectionRecord } from '../store/records.js'
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
import { credentialsFor, keepCredentials, type Credentials } from './oidc-credentials.js'
import { checkConnectionSpared } from './spared.js'

type ConnectionHandlers = Pick<
  Handlers,
  'listOidcConnections' | 'getOidcConnection' | 'putOidcConnection' | 'deleteOidcConnection'
>
type Put = Call<'putOidcConnection'>
/** The same, without the promise not to change it. */
type OidcConnectionInputBody = Omit<Put['body'], 'clientSecret'>

const titled = (name: string): string => `OpenID Connect connection "${name}"`
const pathOf = (name: string): string => `oidc-connections/${name}`

/** What follows from a record. No secret: there is no field for one. */
async function bodyOf(
  { publicUrl }: Deps,
  reads: Reads,
  record: OidcConnectionRecord,
): Promise<OidcConnectionBody> {
  const { name, input, idp, secret, version, createdAt, updatedAt } = record
  const organization = await reads.organizations.find(input.organization)
  if (!organization) throw new Error(`${titled(name)} has lost its organization`)
  const trust = oidcTrustOf(record, organization, publicUrl())
  const { preset, endpoints } = trust
  return {
    ...structuredClone(input as OidcConnectionInputBody),
    name,
    preset: preset.key,
    clientSecretSetAt: secret && secret.setAt.toISOString(),
    idp: structuredClone(idp as OidcConnectionBody['idp']),
    endpoints,
    warnings: oidcWarnings(input).map((warning) => ({ ...warning })),
    attributeNames: { ...attributeNames(preset, input.attributeMapping) },
    ...(await lifeOf(reads, oidcConnectionOf(trust))),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

interface Given {
  readonly input: OidcConnectionInput
  readonly clientSecret: string | undefined
}

interface Outlook {
  readonly plan: Plan
  readonly existing: OidcConnectionRecord | undefined
}

/** Compared beside the decisions, as it stands for the secret: nothing else of it may be compared. */
type WithMark = OidcConnectionInput & { readonly secret: 'same' | 'new' }

async function planOf(
  { secrets }: Deps,
  reads: Reads,
  { input, clientSecret }: Given,
  existing: OidcConnectionRecord | undefined,
  { params: { name }, condition }: Put,
): Promise<Plan> {
  const isSame =
    clientSecret === undefined ||
    (await secrets.isHeld(reads, clientSecretName(name), clientSecret))
  const marked: WithMark = { ...input, secret: isSame ? 'same' : 'new' }
  const before = existing && {
    ...existing,
    input: { ...existing.input, secret: 'same' } satisfies WithMark,
  }
  return planPut<WithMark>(titled(name), before, marked, condition)
}

/** Everything that can be refused without asking the IdP. Asked before the IdP is, and again in the transaction. */
async function outlookOf(deps: Deps, reads: Reads, given: Given, put: Put): Promise<Outlook> {
  const { name } = put.params
  const { input } = given
  const existing = await reads.oidcConnections.find(name)
  if (!existing && (await reads.samlConnections.find(name))) throw nameTaken(name, 'saml')
  const plan = await planOf(deps, reads, given, existing, put)
  if (existing && existing.input.organization !== input.organization) {
    throw organizationFixed(titled(name), existing.input.organization)
  }
  const organization = await reads.organizations.find(input.organization)
  if (!organization) throw organizationMissing(input.organization)
  checkOidcConnection(getPreset(organization.input.preset), input)
  return { plan, existing }
}

interface Wanted extends Given {
  readonly idp: OidcIdpFacts
  readonly at: Date
}

async function write(
  deps: Deps,
  tx: Transaction,
  { input, idp, at }: Wanted,
  existing: OidcConnectionRecord | undefined,
  credentials: Credentials,
  { params: { name }, condition, actor }: Put,
): Promise<OidcConnectionRecord> {
  const managed = existing ? nextVersion(existing, at) : firstVersion(at, condition)
  // A key may have followed another since the credentials were weighed: what is kept is what is there now.
  const clientKey = credentials.kept.clientKey && (existing?.clientKey ?? null)
  const current = { ...credentials, kept: { ...credentials.kept, clientKey } }
  const kept = await keepCredentials(deps, tx, name, current, managed)
  const record = { name, input, idp, ...kept, ...managed }
  const { oidcConnections } = tx
  const written = existing ? oidcConnections.replace(record) : oidcConnections.insert(record)
  if (!(await written)) throw new Error('replaced under our hands')
  const versions = { before: existing?.version ?? null, after: record.version }
  const note = credentials.newSecret === undefined ? null : 'with a new client secret'
  await recordChange(tx, { actor, at }, pathOf(name), versions, note)
  return record
}

/** Nothing decided has changed and the IdP says the same: only the time of reading is new, and no version counts it. */
async function keep(
  tx: Transaction,
  { idp, at }: Wanted,
  existing: OidcConnectionRecord,
): Promise<OidcConnectionRecord> {
  await tx.oidcConnections.recordReading(existing.name, at)
  return { ...existing, idp: { ...existing.idp, readAt: idp.readAt } }
}

async function put(deps: Deps, call: Put): Promise<Answer<'putOidcConnection'>> {
  const { store, now } = deps
  const { name } = call.params
  const given = parseOidcConnection(call.body)
  const { input } = given
  const before = await outlookOf(deps, store, given, call)
  if (before.plan === 'repeat' && before.existing) {
    return versioned(await bodyOf(deps, store, before.existing), 201)
  }
  // The IdP answers in seconds, a key takes its time: no transaction waits for them.
  const wanted: Wanted = { ...given, idp: await readOidcIdp(deps.oidc, input), at: now() }
  const credentials = await credentialsFor(wanted, before.existing)
  return store.transaction(async (tx) => {
    const { plan, existing } = await outlookOf(deps, tx, given, call)
    // Another IdP suspends the connection: under required SSO that would lock everybody out.
    if (existing && oidcIdpName(existing.idp) !== oidcIdpName(wanted.idp)) {
      await checkConnectionSpared(tx, deps.publicUrl(), input.organization, name)
    }
    if (existing && plan === 'repeat') return versioned(await bodyOf(deps, tx, existing), 201)
    const unchanged = existing && plan === 'keep' && sameOidcIdp(existing.idp, wanted.idp)
    const record = unchanged
      ? await keep(tx, wanted, existing)
      : await write(deps, tx, wanted, existing, credentials, call)
    return versioned(await bodyOf(deps, tx, record), existing ? 200 : 201)
  })
}

export function oidcConnectionHandlers(deps: Deps): ConnectionHandlers {
  const { store, now } = deps
  return {
    listOidcConnections: async ({ query }) => {
      const { records, next } = await pageOf(query, (page) => store.oidcConnections.list(page))
      const items = await Promise.all(records.map((record) => bodyOf(deps, store, record)))
      return ok({ items, next })
    },

    getOidcConnection: async ({ params: { name } }) => {
      const record = await store.oidcConnections.find(name)
      if (!record) throw notFound(titled(name))
      return versioned(await bodyOf(deps, store, record))
    },

    putOidcConnection: (call) => put(deps, call),

    deleteOidcConnection: async ({ params: { name }, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await tx.oidcConnections.find(name)
        if (!existing) throw notFound(titled(name))
        checkVersion(titled(name), existing, condition)
        await checkConnectionSpared(tx, deps.publicUrl(), existing.input.organization, name)
        await tx.oidcConnections.remove(name)
        for (const secretName of [clientSecretName, clientKeyName, nextClientKeyName]) {
          await tx.secrets.remove(secretName(name))
        }
        const versions = { before: existing.version, after: null }
        await recordChange(tx, { actor, at: now() }, pathOf(name), versions)
        return removed
      }),
  }
}
