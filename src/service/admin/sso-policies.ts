/** Whether an organization's people must sign in through their IdP. Required only when nobody can be locked out by it. */
import type { SsoPolicyBody, SsoPolicyInput } from '../../admin-api/index.js'
import { faultsBefore, getPreset, Refusal, type Finding } from '../../core/index.js'
import {
  openConnections,
  provenAdministrators,
  provenCircumstances,
} from '../connections/circumstances.js'
import { findConnection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import type { OrganizationRecord, SsoPolicyRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import {
  checkOrganization,
  notFound,
  removed,
  versioned,
  type Answer,
  type Call,
  type Handlers,
} from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'

type PolicyHandlers = Pick<Handlers, 'getSsoPolicy' | 'putSsoPolicy' | 'deleteSsoPolicy'>

const titled = (organization: string): string => `sign-in policy of organization "${organization}"`
const pathOf = (organization: string): string => `organizations/${organization}/sso-policy`

/** Enabled, and its configuration of now was tested: an override is somebody's word, not a proof. */
async function hasProvenConnection(
  reads: Reads,
  publicUrl: string,
  organization: string,
): Promise<boolean> {
  for (const name of await openConnections(reads, publicUrl, organization)) {
    const connection = await findConnection(reads, publicUrl, name)
    if (connection && (await reads.connectionTests.lastPassed(name, connection.digest))) return true
  }
  return false
}

async function faultsOf(
  { publicUrl }: Deps,
  reads: Reads,
  organization: OrganizationRecord,
  { requireSso, breakGlassAdministrators }: SsoPolicyInput,
): Promise<readonly Finding[]> {
  if (!requireSso) return []
  const { name, input } = organization
  const proven = await provenAdministrators(reads, name)
  const named = proven.filter(({ email }) => breakGlassAdministrators.includes(email))
  return faultsBefore('requireSso', getPreset(input.preset), {
    ...(await provenCircumstances(reads, organization)),
    signInWorks: await hasProvenConnection(reads, publicUrl(), name),
    breakGlassAdministrators: named.length,
  })
}

async function bodyOf(
  deps: Deps,
  reads: Reads,
  organization: OrganizationRecord,
  record: SsoPolicyRecord,
): Promise<SsoPolicyBody> {
  const { input, version, createdAt, updatedAt } = record
  return {
    organization: organization.name,
    requireSso: input.requireSso,
    breakGlassAdministrators: [...input.breakGlassAdministrators],
    faults: [...(await faultsOf(deps, reads, organization, input))],
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

/** @throws Refusal `administrator-missing` */
async function checkNamed(
  reads: Reads,
  organization: string,
  { breakGlassAdministrators }: SsoPolicyInput,
): Promise<void> {
  for (const email of breakGlassAdministrators) {
    if (await reads.administrators.find(organization, email)) continue
    throw new Refusal({
      code: 'administrator-missing',
      owner: 'caller',
      detail: `organization "${organization}" has no administrator "${email}"`,
      remedy: 'Create the administrator, set a password, and sign in with it once.',
      source: 'W10a',
      path: 'breakGlassAdministrators',
    })
  }
}

async function put(deps: Deps, call: Call<'putSsoPolicy'>): Promise<Answer<'putSsoPolicy'>> {
  const { params, body: input, condition, actor } = call
  const name = params.organization
  const at = deps.now()
  return deps.store.transaction(async (tx) => {
    const organization = await checkOrganization(tx, name)
    const existing = await tx.ssoPolicies.find(name)
    const plan = planPut(titled(name), existing, input, condition)
    if (existing && plan !== 'replace') {
      const body = await bodyOf(deps, tx, organization, existing)
      return versioned(body, plan === 'repeat' ? 201 : 200)
    }
    await checkNamed(tx, name, input)
    const [fault] = await faultsOf(deps, tx, organization, input)
    if (fault) throw new Refusal(fault)
    const managed = existing ? nextVersion(existing, at) : firstVersion(at, condition)
    const record = { organization: name, input, ...managed }
    const written = existing ? tx.ssoPolicies.replace(record) : tx.ssoPolicies.insert(record)
    if (!(await written)) throw new Error('replaced under our hands')
    const versions = { before: existing?.version ?? null, after: record.version }
    await recordChange(tx, { actor, at }, pathOf(name), versions)
    return versioned(await bodyOf(deps, tx, organization, record), existing ? 200 : 201)
  })
}

export function ssoPolicyHandlers(deps: Deps): PolicyHandlers {
  const { store, now } = deps
  return {
    getSsoPolicy: async ({ params: { organization: name } }) => {
      const organization = await checkOrganization(store, name)
      const record = await store.ssoPolicies.find(name)
      if (!record) throw notFound(titled(name))
      return versioned(await bodyOf(deps, store, organization, record))
    },

    putSsoPolicy: (call) => put(deps, call),

    deleteSsoPolicy: async ({ params: { organization: name }, condition, actor }) =>
      store.transaction(async (tx) => {
        await checkOrganization(tx, name)
        const existing = await tx.ssoPolicies.find(name)
        if (!existing) throw notFound(titled(name))
        checkVersion(titled(name), existing, condition)
        await tx.ssoPolicies.remove(name)
        const versions = { before: existing.version, after: null }
        await recordChange(tx, { actor, at: now() }, pathOf(name), versions)
        return removed
      }),
  }
}
